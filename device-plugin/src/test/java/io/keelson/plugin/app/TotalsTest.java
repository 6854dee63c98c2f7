package io.keelson.plugin.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keelson.plugin.attach.AddRequest;
import io.keelson.plugin.attach.Attached;
import io.keelson.plugin.attach.Attachments;
import io.keelson.plugin.attach.Call;
import io.keelson.plugin.attach.CheckRequest;
import io.keelson.plugin.attach.DelRequest;
import io.keelson.plugin.attach.GcRequest;
import io.keelson.plugin.attach.Lease;
import io.keelson.plugin.attach.Network;
import io.keelson.plugin.attach.Sandbox;
import io.keelson.plugin.metrics.Spent;
import io.keelson.plugin.metrics.Work;
import io.keelson.vf.ChangeWatch.Phase;
import io.keelson.vf.model.Code;
import io.keelson.vf.model.ContainerId;
import io.keelson.vf.model.Deadline;
import io.keelson.vf.model.HostException;
import io.keelson.vf.model.IfName;
import io.keelson.vf.model.NetnsPath;
import io.keelson.vf.model.PciAddress;
import io.keelson.vf.model.Problem;
import io.keelson.vf.model.Subject;
import io.keelson.vf.model.VfSettings;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What is counted over the life of the agent: every attachment and release with its end, and what they took. */
class TotalsTest {
    private static final NetnsPath NETNS = new NetnsPath("/run/netns/p1");
    private static final IfName NET1 = new IfName("net1");
    private static final ContainerId POD = new ContainerId("c1");
    private static final Call CALL = Call.until(Deadline.NEVER);
    private static final AddRequest ADD = new AddRequest(
            new Sandbox(POD, NET1, NETNS, Optional.empty()),
            new Network("wire", "1.0.0", "", ""),
            Optional.empty(),
            VfSettings.NONE,
            Optional.empty());
    private static final DelRequest DEL = new DelRequest(POD, NET1, Optional.of(NETNS), true, Optional.empty());

    private final Totals totals = new Totals();
    private final Tally tally = new Tally(totals);

    /** Attachments of pods with so many devices, whose every request looks at the host and asks the kernel once. */
    private record Counted(Tally tally, int devices, boolean works) implements Attachments {
        @Override
        public List<Attached> add(AddRequest request, Call call) throws HostException {
            work();
            Attached one = new Attached(
                    NET1, Optional.empty(), Optional.empty(), NETNS, PciAddress.of("0000:01:10.0"), Lease.NONE);
            return devices == 0 ? List.of() : List.of(one);
        }

        @Override
        public void del(DelRequest request, Call call) throws HostException {
            work();
        }

        private void work() throws HostException {
            if (devices > 0) {
                tally.took(Phase.LOOK, Duration.ofMillis(1));
                tally.message("ask");
                tally.exec("host-local");
                tally.forced();
            }
            if (!works) {
                throw new HostException(Problem.of(Code.PF_BUSY, new Subject("eth0"), "is busy", "try again"));
            }
        }

        @Override
        public void check(CheckRequest request, Call call) {}

        @Override
        public void gc(GcRequest request, Call call) {}

        @Override
        public void status(Call call) {}
    }

    private Work work() {
        return totals.work(List.of(), false);
    }

    @Test
    void everyAttachmentIsCountedByItsEnd() throws Exception {
        TalliedAttachments good = new TalliedAttachments(new Counted(tally, 1, true), tally);
        TalliedAttachments bad = new TalliedAttachments(new Counted(tally, 1, false), tally);
        good.add(ADD, CALL);
        good.add(ADD, CALL);
        good.del(DEL, CALL);
        assertThatThrownBy(() -> bad.add(ADD, CALL)).isInstanceOf(HostException.class);
        assertThatThrownBy(() -> bad.del(DEL, CALL)).isInstanceOf(HostException.class);

        Map<Work.Attachment, Spent> counted = work().attachments();
        assertThat(counted.get(Work.Attachment.ATTACHED))
                .extracting(Spent::times)
                .isEqualTo(2L);
        assertThat(counted.get(Work.Attachment.ATTACH_FAILED))
                .extracting(Spent::times)
                .isEqualTo(1L);
        assertThat(counted.get(Work.Attachment.RELEASED))
                .extracting(Spent::times)
                .isEqualTo(1L);
        assertThat(counted.get(Work.Attachment.RELEASE_FAILED))
                .extracting(Spent::times)
                .isEqualTo(1L);
        assertThat(counted.values()).allMatch(spent -> spent.total().toNanos() > 0);
        assertThat(List.of(work().netlinkMessages(), work().programs(), work().journalSyncs()))
                .containsOnly(5L);
    }

    /** In the node's primary conflist every pod comes by, and most have nothing of ours. */
    @Test
    void podsThatHaveNothingOfOursAreNot() throws Exception {
        TalliedAttachments passing = new TalliedAttachments(new Counted(tally, 0, true), tally);
        passing.add(ADD, CALL);
        passing.del(DEL, CALL);
        assertThat(work().attachments()).isEmpty();
    }

    /** The tally of a request ends with it, these do not; and passes ask the kernel too. */
    @Test
    void whatNoRequestIsAboutIsCountedToo() {
        tally.message("look");
        totals.passed(Duration.ofMillis(2));
        totals.passed(Duration.ofMillis(3));
        assertThat(work().netlinkMessages()).isEqualTo(1);
        assertThat(work().passes()).isEqualTo(new Spent(2, Duration.ofMillis(5)));
        assertThat(work().lastPass()).isPresent();
    }
}
