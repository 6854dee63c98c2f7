package io.keelson.vf.attach;

import io.keelson.vf.model.Baseline;
import io.keelson.vf.model.Code;
import io.keelson.vf.model.Errno;
import io.keelson.vf.model.IfAddress;
import io.keelson.vf.model.LedgerChange;
import io.keelson.vf.model.Netdev;
import io.keelson.vf.model.Netns;
import io.keelson.vf.model.Owner;
import io.keelson.vf.model.OwnerPhase;
import io.keelson.vf.model.Problem;
import io.keelson.vf.model.Subject;
import io.keelson.vf.model.Vf;
import io.keelson.vf.model.VfSettings;
import io.keelson.vf.model.World;
import io.keelson.vf.step.AddAddress;
import io.keelson.vf.step.AddRoute;
import io.keelson.vf.step.EnableIpv6;
import io.keelson.vf.step.LinkRef;
import io.keelson.vf.step.MoveToNetns;
import io.keelson.vf.step.Plan;
import io.keelson.vf.step.Planner;
import io.keelson.vf.step.ProbeDriver;
import io.keelson.vf.step.Refusal;
import io.keelson.vf.step.SetLinkAddress;
import io.keelson.vf.step.SetLinkUp;
import io.keelson.vf.step.SetMtu;
import io.keelson.vf.step.SetVfAttributes;
import io.keelson.vf.step.Step;
import io.keelson.vf.step.UnbindDriver;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Brings one reserved VF to its pod: attributes on the PF, then, for a netdev, the move, addresses, link up, routes. A
 * VF bound to a userspace driver is claimed, and only its attributes are set.
 */
public record AttachPlanner(Attachment request) implements Planner {
    @Override
    public Plan plan(World world) throws Refusal {
        Vf vf = Lookup.vf(world, request.vf());
        Owner owner = reservedOwner(world, vf);
        VfSettings wanted = request.wanted().orElse(Lookup.baseline(world, vf).settings());
        if (vf.driver().isEmpty()) {
            throw new Refusal(withoutDriver(vf));
        }
        List<Step> steps = new ArrayList<>();
        if (vf.isInUserspace()) {
            attributes(vf, wanted, steps);
        } else {
            netdev(world, vf, owner, wanted, steps);
        }
        LedgerChange attached = new LedgerChange.OwnerSet(vf.id(), owner.in(OwnerPhase.ATTACHED));
        return new Plan(world.facts().generation(), "attach", steps, List.of(), List.of(attached), List.of());
    }

    private Owner reservedOwner(World world, Vf vf) throws Refusal {
        Optional<Owner> holder = world.ledger().owner(vf.id());
        boolean reserved = holder.isPresent()
                && holder.get().key().equals(request.owner())
                && holder.get().phase() == OwnerPhase.RESERVED;
        if (!reserved) {
            throw new Refusal(Problem.of(
                    Code.DEVICE_HELD,
                    Subject.of(request.vf()),
                    "not reserved for " + request.owner()
                            + holder.map(o -> ": " + o.key() + " is " + o.phase())
                                    .orElse(" any more"),
                    "the sandbox is asked for again by kubelet"));
        }
        return holder.get();
    }

    private void attributes(Vf vf, VfSettings wanted, List<Step> steps) throws Refusal {
        VfSettings known = vf.settings().orElse(VfSettings.NONE);
        VfSettings unreported = vf.settings().isPresent() ? request.wanted().unreportedBy(known) : VfSettings.NONE;
        if (!unreported.isEmpty()) {
            throw new Refusal(new Problem(
                    Code.VF_ATTRIBUTE_REFUSED,
                    Subject.of(vf.address()),
                    (vf.isWithoutSettings()
                                    ? "the PF's driver has no settings of VFs: "
                                    : "the PF's driver does not support: ")
                            + unreported,
                    "leave it out of the network configuration, or use a NIC that has it",
                    vf.isWithoutSettings() ? Optional.of(Errno.EOPNOTSUPP) : Optional.empty()));
        }
        if (vf.settings().isEmpty() || !wanted.differingFrom(known).isEmpty()) {
            steps.add(new SetVfAttributes(vf.pf(), vf.index(), wanted, false));
        }
    }

    private void netdev(World world, Vf vf, Owner owner, VfSettings wanted, List<Step> steps) throws Refusal {
        if (vf.netdev().isEmpty()) {
            throw new Refusal(noNetdev(vf));
        }
        Netns pod = Netns.at(owner.netns());
        LinkRef inPod = new LinkRef(pod, vf.address());
        Baseline baseline = Lookup.baseline(world, vf);
        withAddress(vf, vf.netdev().get(), wanted, steps);
        request.mtu().or(baseline::mtu).ifPresent(mtu -> steps.add(new SetMtu(LinkRef.onHost(vf.address()), mtu)));
        steps.add(new MoveToNetns(vf.address(), Netns.HOST, pod, request.ifName()));
        if (request.addresses().stream().anyMatch(IfAddress::isV6)) {
            steps.add(new EnableIpv6(inPod));
        }
        request.addresses().forEach(a -> steps.add(new AddAddress(inPod, a)));
        steps.add(new SetLinkUp(inPod, true));
        request.routes().forEach(r -> steps.add(new AddRoute(inPod, r)));
    }

    /** A driver asks the PF for its address when it probes: that is when a VF takes over another admin MAC. */
    private void withAddress(Vf vf, Netdev netdev, VfSettings wanted, List<Step> steps) throws Refusal {
        boolean other = wanted.mac().isPresent() && !wanted.mac().equals(netdev.mac());
        if (other) {
            steps.add(new UnbindDriver(vf.address()));
        }
        attributes(vf, wanted, steps);
        if (other) {
            steps.add(new ProbeDriver(vf.address(), vf.driver()));
            steps.add(new SetLinkAddress(
                    LinkRef.onHost(vf.address()), wanted.mac().get()));
        }
    }

    private static Problem noNetdev(Vf vf) {
        return Problem.of(
                Code.VF_NETDEV_MISSING,
                Subject.of(vf.address()),
                "bound to " + vf.driver().orElseThrow() + " but without a netdev on the host",
                "it is still coming home from another namespace, or somebody else took it");
    }

    private static Problem withoutDriver(Vf vf) {
        return Problem.of(
                Code.VF_WITHOUT_DRIVER,
                Subject.of(vf.address()),
                "no driver is bound",
                "see 'keelson doctor' for the driver its pool wants");
    }
}
