package io.keelson.plugin.app;

import io.keelson.plugin.attach.AddRequest;
import io.keelson.plugin.attach.Attached;
import io.keelson.plugin.attach.Attachments;
import io.keelson.plugin.attach.Call;
import io.keelson.plugin.attach.CheckRequest;
import io.keelson.plugin.attach.DelRequest;
import io.keelson.plugin.attach.GcRequest;
import io.keelson.plugin.log.Key;
import io.keelson.plugin.metrics.Work.Attachment;
import io.keelson.vf.ChangeWatch.Phase;
import io.keelson.vf.model.ContainerId;
import io.keelson.vf.model.HostException;
import io.keelson.vf.step.Refusal;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Attachments, with a line in the log for each that was made or taken back: how long, and what it took. */
record TalliedAttachments(Attachments attachments, Tally tally) implements Attachments {
    private static final Logger LOG = LoggerFactory.getLogger("keelson");

    @Override
    public List<Attached> add(AddRequest request, Call call) throws HostException, Refusal {
        Tally.Cost cost = tally.begin();
        try {
            List<Attached> attached = attachments.add(request, call);
            if (!attached.isEmpty()) {
                tally.totals().attachment(Attachment.ATTACHED, cost.took());
                tell("attached", request.sandbox().container(), cost);
            }
            return attached;
        } catch (HostException | Refusal | RuntimeException e) {
            tally.totals().attachment(Attachment.ATTACH_FAILED, cost.took());
            throw e;
        } finally {
            tally.end();
        }
    }

    @Override
    public void del(DelRequest request, Call call) throws HostException, Refusal {
        Tally.Cost cost = tally.begin();
        try {
            attachments.del(request, call);
            if (cost.looks > 0) {
                tally.totals().attachment(Attachment.RELEASED, cost.took());
                tell("released", request.container(), cost);
            }
        } catch (HostException | Refusal | RuntimeException e) {
            tally.totals().attachment(Attachment.RELEASE_FAILED, cost.took());
            throw e;
        } finally {
            tally.end();
        }
    }

    @Override
    public void check(CheckRequest request, Call call) throws HostException, Refusal {
        attachments.check(request, call);
    }

    @Override
    public void gc(GcRequest request, Call call) throws HostException, Refusal {
        attachments.gc(request, call);
    }

    @Override
    public void status(Call call) throws HostException, Refusal {
        attachments.status(call);
    }

    private static void tell(String what, ContainerId container, Tally.Cost cost) {
        LOG.atInfo()
                .addKeyValue(Key.CONTAINER.word(), container.brief())
                .addKeyValue(Key.TOTAL_US.word(), cost.microseconds())
                .addKeyValue(Key.KUBELET_US.word(), cost.kubelet.toNanos() / 1000)
                .addKeyValue(Key.IPAM_US.word(), cost.ipam.toNanos() / 1000)
                .addKeyValue(Key.LANE_US.word(), cost.microseconds(Phase.LANE))
                .addKeyValue(Key.LOOK_US.word(), cost.microseconds(Phase.LOOK))
                .addKeyValue(Key.PLAN_US.word(), cost.microseconds(Phase.PLAN))
                .addKeyValue(Key.JOURNAL_US.word(), cost.microseconds(Phase.JOURNAL))
                .addKeyValue(Key.KERNEL_US.word(), cost.microseconds(Phase.KERNEL))
                .addKeyValue(Key.LOOKS.word(), cost.looks)
                .addKeyValue(Key.NETLINK.word(), cost.netlink)
                .addKeyValue(Key.PF_DUMPS.word(), cost.pfDumps)
                .addKeyValue(Key.EXECS.word(), cost.execs)
                .addKeyValue(Key.FSYNCS.word(), cost.fsyncs)
                .log(what);
    }
}
