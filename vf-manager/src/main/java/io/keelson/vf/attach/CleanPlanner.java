package io.keelson.vf.attach;

import io.keelson.vf.model.Baseline;
import io.keelson.vf.model.Code;
import io.keelson.vf.model.DriverName;
import io.keelson.vf.model.LedgerChange;
import io.keelson.vf.model.MacAddress;
import io.keelson.vf.model.Netdev;
import io.keelson.vf.model.Owner;
import io.keelson.vf.model.OwnerPhase;
import io.keelson.vf.model.PciAddress;
import io.keelson.vf.model.Problem;
import io.keelson.vf.model.Subject;
import io.keelson.vf.model.Vf;
import io.keelson.vf.model.VfSettings;
import io.keelson.vf.model.World;
import io.keelson.vf.step.LinkRef;
import io.keelson.vf.step.Plan;
import io.keelson.vf.step.Planner;
import io.keelson.vf.step.ProbeDriver;
import io.keelson.vf.step.Refusal;
import io.keelson.vf.step.RenameLink;
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
 * From a VF that is home to its baseline. An empty plan is the proof that the VF is clean: attributes, name, MTU, link
 * down, and the netdev's own address, which only a new probe gives back once a tenant had another - or a write to the netdev,
 * where the PF holds none.
 */
public record CleanPlanner(PciAddress address) implements Planner {
    @Override
    public Plan plan(World world) throws Refusal {
        Vf vf = Lookup.vf(world, address);
        refuseWhileHeld(world, vf);
        Baseline baseline = whole(world, vf);
        List<LedgerChange> declared = baseline.equals(world.ledger().baselines().get(address))
                ? List.of()
                : List.of(new LedgerChange.BaselineDeclared(address, baseline));
        return new Plan(
                world.facts().generation(), "clean", steps(world, vf, baseline), declared, List.of(), List.of());
    }

    /** The baseline, completed while nobody holds the VF: so that no attachment has to write it. */
    private static Baseline whole(World world, Vf vf) throws Refusal {
        Baseline baseline = Lookup.baseline(world, vf);
        return world.ledger().owner(vf.id()).isPresent() ? baseline : Baselines.completed(baseline, vf);
    }

    /** Whoever asked for this may have looked before somebody got the VF. */
    private static void refuseWhileHeld(World world, Vf vf) throws Refusal {
        Optional<Owner> holder = world.ledger().owner(vf.id()).filter(o -> o.phase() != OwnerPhase.RELEASING);
        if (holder.isPresent()) {
            throw new Refusal(Problem.of(
                    Code.VF_IN_USE,
                    Subject.of(vf.address()),
                    "pod " + holder.get().pod() + " holds it",
                    "it is cleaned when that pod's sandbox ends"));
        }
    }

    @Override
    public boolean needsSettings() {
        return true;
    }

    /**
     * What is between this VF, seen at home, and its baseline; a VF without driver was left in the midst of a rebind. What a
     * probe brings is not known before it is seen: its name, its MTU are for the next plan.
     */
    static List<Step> steps(World world, Vf vf, Baseline baseline) {
        List<Step> steps = new ArrayList<>();
        VfSettings known = vf.settings().orElse(VfSettings.NONE);
        boolean foreignAddress = foreignAddress(vf, baseline);
        boolean probe = foreignAddress && !vf.isWithoutSettings();
        if (probe) {
            steps.add(new UnbindDriver(vf.address()));
        }
        if (!baseline.settings().differingFrom(known).isEmpty()) {
            steps.add(new SetVfAttributes(vf.pf(), vf.index(), baseline.settings(), false));
        }
        if (probe || vf.driver().isEmpty()) {
            steps.add(new ProbeDriver(vf.address(), Optional.empty()));
        } else if (vf.netdev().isPresent()) {
            netdev(world, vf, vf.netdev().get(), baseline, steps);
        }
        return steps;
    }

    private static void netdev(World world, Vf vf, Netdev now, Baseline baseline, List<Step> steps) {
        LinkRef home = LinkRef.onHost(vf.address());
        if (now.up()) {
            steps.add(new SetLinkUp(home, false));
        }
        if (foreignAddress(vf, baseline)) {
            steps.add(new SetLinkAddress(home, baseline.settings().mac().orElseThrow()));
        }
        HomeName.of(world, vf, baseline)
                .filter(name -> !name.equals(now.name()))
                .ifPresent(name -> steps.add(new RenameLink(home, name)));
        baseline.mtu()
                .filter(mtu -> !now.mtu().equals(Optional.of(mtu)))
                .ifPresent(mtu -> steps.add(new SetMtu(home, mtu)));
    }

    /** Whether the netdev has the name it was found with, and not one it waits under for that. */
    static boolean isNamed(Vf vf, Baseline baseline) {
        return vf.netdev().isEmpty()
                || baseline.name().isEmpty()
                || baseline.name().equals(vf.netdev().map(Netdev::name));
    }

    private static boolean foreignAddress(Vf vf, Baseline baseline) {
        Optional<MacAddress> own = vf.netdev().flatMap(Netdev::mac);
        Optional<MacAddress> clean = baseline.settings().mac();
        return vf.driver().filter(d -> !d.isUserspace()).isPresent()
                && own.isPresent()
                && clean.isPresent()
                && !own.equals(clean);
    }

    /** Whether a VF bound to this driver has a netdev that must be seen before it can be called clean. */
    static boolean needsNetdev(Optional<DriverName> driver) {
        return driver.filter(d -> !d.isUserspace()).isPresent();
    }
}
