package io.keelson.config.plan;

import io.keelson.config.model.Intent;
import io.keelson.config.model.Nic;
import io.keelson.config.model.VfCount;
import io.keelson.config.select.Candidate;
import io.keelson.config.select.PoolsOfPf;
import io.keelson.vf.model.Code;
import io.keelson.vf.model.EswitchMode;
import io.keelson.vf.model.Grant;
import io.keelson.vf.model.Mtu;
import io.keelson.vf.model.Netdev;
import io.keelson.vf.model.PciAddress;
import io.keelson.vf.model.Pf;
import io.keelson.vf.model.Problem;
import io.keelson.vf.model.Subject;
import io.keelson.vf.model.Vf;
import io.keelson.vf.model.VfIndex;
import io.keelson.vf.model.World;
import io.keelson.vf.step.Disruption;
import io.keelson.vf.step.LinkRef;
import io.keelson.vf.step.Plan;
import io.keelson.vf.step.SetAutoprobe;
import io.keelson.vf.step.SetLinkUp;
import io.keelson.vf.step.SetMtu;
import io.keelson.vf.step.SetNumVfs;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One PF's plan in the making: steps, refusals, and what is put off. */
final class PfDraft {
    private final Intent intent;
    private final Optional<Nic> nic;
    private final Pf pf;
    private final World world;
    private final PoolsOfPf pools;
    private final Map<Vf, List<String>> inUse = new LinkedHashMap<>();
    private final Map<PciAddress, String> hurt = new LinkedHashMap<>();
    private final List<Problem> refusals = new ArrayList<>();
    private final List<Problem> postponed = new ArrayList<>();
    private final VfSteps out;

    private PfDraft(Intent intent, Optional<Nic> nic, Pf pf, World world) {
        this.intent = intent;
        this.nic = nic;
        this.pf = pf;
        this.world = world;
        pools = PoolsOfPf.of(intent, pf);
        out = new VfSteps(pf, world.ledger(), nic);
        for (Vf vf : pf.vfs()) {
            List<String> reasons = world.reasonsInUse(vf);
            if (!reasons.isEmpty()) {
                inUse.put(vf, reasons);
            }
        }
    }

    static PfDraft of(Intent intent, Optional<Nic> nic, Pf pf, World world) {
        PfDraft draft = new PfDraft(intent, nic, pf, world);
        Optional<Grant> handedOut = Optional.ofNullable(world.ledger().grants().get(pf.address()));
        if (handedOut.isPresent()) {
            draft.refusals.add(inPod(handedOut.get()));
            return draft;
        }
        draft.eswitch();
        draft.uplink();
        draft.vfs();
        return draft;
    }

    /** A PF without VFs can be a device of a pool itself. */
    private static Problem inPod(Grant grant) {
        return Problem.of(
                Code.VF_IN_USE,
                Subject.of(grant.device()),
                "the PF itself was handed to a pod, as " + grant.resource(),
                "it is made as configured once that pod is gone; a PF of 'nics' should be in no pool");
    }

    List<Problem> refusals() {
        return refusals;
    }

    List<Problem> postponed() {
        return postponed;
    }

    List<Disruption> disruptions() {
        return hurt.entrySet().stream()
                .map(e -> new Disruption(e.getKey(), e.getValue()))
                .toList();
    }

    Plan plan() {
        return new Plan(world.facts().generation(), "configure", out.steps(), out.found(), out.baselines(), List.of());
    }

    private void eswitch() {
        Optional<EswitchMode> wanted = nic.flatMap(Nic::eswitch);
        EswitchMode now = pf.eswitchMode().orElse(EswitchMode.LEGACY);
        if (wanted.isPresent() && wanted.get() != now) {
            refusals.add(Problem.of(
                    Code.CONFIG_BAD_VALUE,
                    intent.at(nic.get().where() + ".eswitch"),
                    "PF " + label() + " is in mode " + now + "; changing it is not supported yet",
                    "run 'devlink dev eswitch set pci/" + pf.address() + " mode " + wanted.get()
                            + "' before VFs exist, or leave the key out"));
        }
    }

    private void uplink() {
        if (pf.netdev().isEmpty()) {
            refusals.add(Problem.of(
                    Code.PF_WITHOUT_NETDEV,
                    Subject.of(pf.address()),
                    "has no netdev on the host, by which its VFs could be set up",
                    "see which driver it is bound to: "
                            + pf.driver().map(Object::toString).orElse("none")));
            return;
        }
        Netdev netdev = pf.netdev().get();
        if (nic.isPresent() && !netdev.up()) {
            out.add(new SetLinkUp(LinkRef.onHost(pf.address()), true));
        }
        Optional<Mtu> mtu = nic.flatMap(Nic::mtu);
        if (mtu.isPresent() && !mtu.equals(netdev.mtu())) {
            if (nobodyUsesVfs()) {
                out.add(new SetMtu(LinkRef.onHost(pf.address()), mtu.get()));
            } else {
                inUse.keySet().forEach(vf -> hurts(vf, "its PF's MTU would change to " + mtu.get()));
                postpone(Subject.of(pf.address()), "mtu " + mtu.get(), busy());
            }
        }
    }

    private void vfs() {
        Optional<VfCount> asked = nic.flatMap(Nic::vfs);
        if (asked.isEmpty()) {
            pf.vfs().forEach(this::existing);
        } else if (pf.totalVfs().isPresent() && pf.numVfs().isPresent()) {
            vfs(asked.get(), pf.totalVfs().get(), pf.numVfs().get());
        } else {
            countUnknown(asked.get());
        }
    }

    private void vfs(VfCount asked, int total, int now) {
        int wanted = asked.of(total);
        if (wanted > total || (wanted == 0 && total == 0 && asked.of(1) != 0)) {
            aboveTotal(wanted, total);
        }
        if (wanted == now) {
            if (wanted > 0 && pf.autoprobe().equals(Optional.of(false))) {
                out.add(new SetAutoprobe(pf.address(), true));
            }
            pf.vfs().forEach(this::existing);
            return;
        }
        if (now != 0) {
            recount(wanted, now);
            out.add(new SetNumVfs(pf.address(), 0));
        }
        if (wanted > 0) {
            create(wanted);
        }
    }

    private void countUnknown(VfCount asked) {
        String unread = pf.totalVfs().isEmpty() ? "sriov_totalvfs" : "sriov_numvfs";
        refusals.add(Problem.of(
                Code.SYSFS_UNREADABLE,
                Subject.of(pf.address()),
                unread + " could not be read, so that nobody can say what vfs: " + asked + " would change",
                "run 'keelson inventory' for what was read instead, and see the kernel log"));
    }

    /**
     * Autoprobe is off only while VFs come to be, so that each has its address before a driver asks for it: while it is off
     * the kernel lets no driver have a VF that has no driver_override.
     */
    private void create(int count) {
        boolean told = pf.autoprobe().isPresent();
        if (told && pf.autoprobe().get()) {
            out.add(new SetAutoprobe(pf.address(), false));
        }
        out.add(new SetNumVfs(pf.address(), count));
        if (told) {
            out.add(new SetAutoprobe(pf.address(), true));
        }
        future(count);
    }

    private void aboveTotal(int wanted, int total) {
        refusals.add(Problem.of(
                Code.NUMVFS_ABOVE_TOTAL,
                intent.at(nic.orElseThrow().where() + ".vfs"),
                total == 0
                        ? "PF " + label() + " offers no VFs: sriov_totalvfs is 0"
                        : wanted + " VFs asked for, PF " + label() + " offers " + total,
                total == 0
                        ? "turn SR-IOV on in the firmware's settings of the NIC and of the machine"
                        : "ask for at most " + total + ", or write 'max'"));
    }

    /** From n to m leads by way of 0, which the kernel does without asking anybody. */
    private void recount(int wanted, int now) {
        inUse.forEach((vf, reasons) -> hurts(vf, "it would be removed"));
        if (nobodyUsesVfs()) {
            return;
        }
        refusals.add(Problem.of(
                Code.NUMVFS_BUSY,
                intent.at(nic.orElseThrow().where() + ".vfs"),
                "PF " + label() + " has " + now + " VFs, " + wanted + " asked for, by way of 0; " + busy(),
                "end the pods that use them, or keep vfs: " + now));
        inUse.forEach((vf, reasons) -> refusals.add(Problem.of(
                Code.VF_IN_USE,
                Subject.of(vf.address()),
                String.join("; ", reasons),
                "see 'keelson status' for who holds it")));
    }

    /** VFs that come to be by this plan; without the layout their addresses are not known, and a later plan has them. */
    private void future(int count) {
        if (pf.layout().isEmpty()) {
            return;
        }
        for (int i = 0; i < count; i++) {
            VfIndex index = new VfIndex(i);
            PciAddress at = pf.layout().get().vfAddress(pf.address(), index);
            out.future(index, at, pools.owner(Candidate.future(pf, index, at)));
        }
    }

    private void existing(Vf vf) {
        var pool = pools.owner(Candidate.of(vf));
        if (pool.isEmpty() && nic.flatMap(Nic::vfs).isEmpty()) {
            return;
        }
        if (isFree(vf)) {
            out.existing(vf, pool, pfHasMtu());
        } else {
            out.otherDriver(vf, pool).ifPresent(change -> {
                hurts(vf, change);
                postpone(Subject.of(vf.address()), change, String.join("; ", inUse.getOrDefault(vf, List.of())));
            });
        }
    }

    /** Whether the PF has, or gets by this plan, the MTU that its VFs shall have: they can have no larger one. */
    private boolean pfHasMtu() {
        return nobodyUsesVfs() || pf.netdev().flatMap(Netdev::mtu).equals(nic.flatMap(Nic::mtu));
    }

    /**
     * Nobody can be using a VF that is bound to nothing, whatever kubelet granted before a crash or a reboot; only an owner
     * in the ledger may have work with it under way.
     */
    private boolean isFree(Vf vf) {
        return !inUse.containsKey(vf)
                || (vf.driver().isEmpty() && world.ledger().owner(vf.id()).isEmpty());
    }

    /** A VF that could not be read counts as in use. */
    private boolean nobodyUsesVfs() {
        return inUse.isEmpty() && pf.numVfs().equals(Optional.of(pf.vfs().size()));
    }

    private String busy() {
        int seen = pf.vfs().size();
        int all = pf.numVfs().orElse(seen);
        String unread = all == seen ? "" : ", " + (all - seen) + " unreadable";
        return inUse.size() + " of its " + all + " VFs in use"
                + (pf.numVfs().isEmpty() ? ", sriov_numvfs unreadable" : unread);
    }

    private void hurts(Vf vf, String how) {
        String who = String.join("; ", inUse.getOrDefault(vf, List.of()));
        hurt.merge(vf.address(), who + " - " + how, (before, after) -> before + ", " + how);
    }

    private void postpone(Subject subject, String change, String why) {
        postponed.add(Problem.of(
                Code.VF_IN_USE,
                subject,
                "put off: " + change + ", since " + why,
                "it is done when the VF is given back"));
    }

    private String label() {
        return pf.name()
                .map(n -> n + " (" + pf.address() + ")")
                .orElse(pf.address().toString());
    }
}
