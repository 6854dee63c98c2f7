package io.keelson.config.testing;

import io.keelson.vf.model.Baseline;
import io.keelson.vf.model.DriverName;
import io.keelson.vf.model.IfName;
import io.keelson.vf.model.Ledger;
import io.keelson.vf.model.LedgerChange;
import io.keelson.vf.model.MacAddress;
import io.keelson.vf.model.Mtu;
import io.keelson.vf.model.Netdev;
import io.keelson.vf.model.PciAddress;
import io.keelson.vf.model.Pf;
import io.keelson.vf.model.Snapshot;
import io.keelson.vf.model.Vf;
import io.keelson.vf.model.VfId;
import io.keelson.vf.model.VfIndex;
import io.keelson.vf.model.VfSettings;
import io.keelson.vf.model.World;
import io.keelson.vf.step.Plan;
import io.keelson.vf.step.ProbeDriver;
import io.keelson.vf.step.SetAutoprobe;
import io.keelson.vf.step.SetDriverOverride;
import io.keelson.vf.step.SetLinkUp;
import io.keelson.vf.step.SetMtu;
import io.keelson.vf.step.SetNumVfs;
import io.keelson.vf.step.SetVfAttributes;
import io.keelson.vf.step.Step;
import io.keelson.vf.step.UnbindDriver;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** What becomes of one PF's world when the steps of a plan are done: as much of a kernel as planning needs. */
public final class Simulation {
    private Pf pf;

    private Simulation(Pf pf) {
        this.pf = pf;
    }

    /** The world afterwards; fails where the kernel would. */
    public static World run(World world, Plan plan, PciAddress address) {
        Simulation simulation = new Simulation(world.facts().pf(address).orElseThrow());
        plan.steps().forEach(simulation::step);
        List<Pf> pfs = new ArrayList<>();
        world.facts().pfs().forEach(p -> pfs.add(p.address().equals(address) ? simulation.pf : p));
        Map<PciAddress, Baseline> baselines = new HashMap<>(world.ledger().baselines());
        for (LedgerChange change : plan.commit()) {
            LedgerChange.BaselineDeclared declared = (LedgerChange.BaselineDeclared) change;
            baselines.put(declared.vf(), declared.baseline());
        }
        return new World(
                new Snapshot(world.facts().generation() + 1, pfs, List.of()),
                new Ledger(world.ledger().owners(), baselines, world.ledger().grants()),
                world.uses());
    }

    private void step(Step step) {
        if (step instanceof SetLinkUp s) {
            Netdev n = pf.netdev().orElseThrow();
            netdev(new Netdev(n.name(), n.ifindex(), n.mac(), n.mtu(), s.up(), n.carrier()));
        } else if (step instanceof SetMtu s && s.link().device().equals(pf.address())) {
            netdev(withMtu(pf.netdev().orElseThrow(), s.mtu()));
        } else if (step instanceof SetMtu s) {
            vf(
                    s.link().device(),
                    v -> with(
                            v,
                            v.driver(),
                            v.driverOverride(),
                            Optional.of(withMtu(
                                    v.netdev().orElseThrow(() -> new AssertionError("no netdev: " + step)), s.mtu()))));
        } else if (step instanceof SetAutoprobe s) {
            pf = rebuild(pf.netdev(), pf.numVfs(), Optional.of(s.on()), pf.vfs());
        } else if (step instanceof SetNumVfs s) {
            numVfs(s.count());
        } else if (step instanceof SetVfAttributes s) {
            Vf target = pf.vfs().get(s.vf().index());
            vf(
                    target.address(),
                    v -> withSettings(v, s.settings().orElse(v.settings().orElse(VfSettings.NONE))));
        } else if (step instanceof SetDriverOverride s) {
            vf(s.function(), v -> with(v, v.driver(), s.driver(), v.netdev()));
        } else if (step instanceof UnbindDriver s) {
            vf(s.function(), v -> with(v, Optional.empty(), v.driverOverride(), Optional.empty()));
        } else if (step instanceof ProbeDriver s) {
            vf(s.function(), this::probe);
        } else {
            throw new AssertionError("not a step of configuration: " + step);
        }
    }

    private void numVfs(int count) {
        if (count > pf.totalVfs().orElseThrow() || (count != 0 && pf.numVfs().orElseThrow() != 0)) {
            throw new AssertionError("the kernel refuses sriov_numvfs = " + count + " at " + pf.numVfs());
        }
        List<Vf> vfs = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            VfIndex index = new VfIndex(i);
            Vf unbound = new Vf(
                    new VfId(PfBuilder.LAYOUT.vfAddress(pf.address(), index), 2000L + i),
                    pf.address(),
                    index,
                    pf.vendor(),
                    pf.vfDevice(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    0,
                    Optional.empty(),
                    Optional.of(VfSettings.NONE.withMac(new MacAddress(0))));
            vfs.add(pf.autoprobe().orElse(true) ? probe(unbound) : unbound);
        }
        pf = rebuild(pf.netdev(), Optional.of(count), pf.autoprobe(), vfs);
    }

    private Vf probe(Vf vf) {
        if (vf.driver().isPresent()) {
            throw new AssertionError("probed while bound: " + vf);
        }
        DriverName driver = vf.driverOverride().orElse(new DriverName("igbvf"));
        Optional<Netdev> netdev = driver.isUserspace()
                ? Optional.empty()
                : Optional.of(new Netdev(
                        new IfName("eth" + vf.index()),
                        50,
                        Optional.empty(),
                        Optional.of(new Mtu(1500)),
                        false,
                        Optional.empty()));
        return with(vf, Optional.of(driver), vf.driverOverride(), netdev);
    }

    private void vf(PciAddress address, UnaryOperator<Vf> change) {
        List<Vf> vfs = new ArrayList<>();
        boolean found = false;
        for (Vf vf : pf.vfs()) {
            boolean here = vf.address().equals(address);
            found |= here;
            vfs.add(here ? change.apply(vf) : vf);
        }
        if (!found) {
            throw new AssertionError("no VF at " + address);
        }
        pf = rebuild(pf.netdev(), pf.numVfs(), pf.autoprobe(), vfs);
    }

    private void netdev(Netdev netdev) {
        pf = rebuild(Optional.of(netdev), pf.numVfs(), pf.autoprobe(), pf.vfs());
    }

    private Pf rebuild(Optional<Netdev> netdev, Optional<Integer> numVfs, Optional<Boolean> autoprobe, List<Vf> vfs) {
        return new Pf(
                pf.address(),
                pf.vendor(),
                pf.device(),
                pf.driver(),
                netdev,
                pf.totalVfs(),
                numVfs,
                autoprobe,
                pf.layout(),
                pf.vfDevice(),
                pf.numaNode(),
                pf.eswitchMode(),
                vfs);
    }

    private static Netdev withMtu(Netdev n, Mtu mtu) {
        return new Netdev(n.name(), n.ifindex(), n.mac(), Optional.of(mtu), n.up(), n.carrier());
    }

    private static Vf with(Vf v, Optional<DriverName> driver, Optional<DriverName> override, Optional<Netdev> netdev) {
        return new Vf(
                v.id(),
                v.pf(),
                v.index(),
                v.vendor(),
                v.device(),
                driver,
                override,
                netdev,
                v.iommuGroup(),
                v.groupSize(),
                v.numaNode(),
                v.settings());
    }

    private static Vf withSettings(Vf v, VfSettings settings) {
        return new Vf(
                v.id(),
                v.pf(),
                v.index(),
                v.vendor(),
                v.device(),
                v.driver(),
                v.driverOverride(),
                v.netdev(),
                v.iommuGroup(),
                v.groupSize(),
                v.numaNode(),
                Optional.of(settings));
    }
}
