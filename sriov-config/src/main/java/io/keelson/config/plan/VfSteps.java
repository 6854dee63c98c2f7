package io.keelson.config.plan;

import io.keelson.config.model.DriverChoice;
import io.keelson.config.model.Nic;
import io.keelson.config.model.Pool;
import io.keelson.vf.attach.Baselines;
import io.keelson.vf.model.Baseline;
import io.keelson.vf.model.DriverName;
import io.keelson.vf.model.Ledger;
import io.keelson.vf.model.LedgerChange;
import io.keelson.vf.model.Mtu;
import io.keelson.vf.model.Netdev;
import io.keelson.vf.model.PciAddress;
import io.keelson.vf.model.Pf;
import io.keelson.vf.model.Vf;
import io.keelson.vf.model.VfIndex;
import io.keelson.vf.model.VfSettings;
import io.keelson.vf.step.LinkRef;
import io.keelson.vf.step.ProbeDriver;
import io.keelson.vf.step.SetDriverOverride;
import io.keelson.vf.step.SetMtu;
import io.keelson.vf.step.SetVfAttributes;
import io.keelson.vf.step.Step;
import io.keelson.vf.step.UnbindDriver;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Collects the steps of one PF; knows what makes a single VF as it should be: baseline, driver, MTU, in this order. */
final class VfSteps {
    private final Pf pf;
    private final Ledger ledger;
    private final Optional<Nic> nic;
    private final List<Step> steps = new ArrayList<>();
    private final List<LedgerChange> found = new ArrayList<>();
    private final List<LedgerChange> baselines = new ArrayList<>();

    VfSteps(Pf pf, Ledger ledger, Optional<Nic> nic) {
        this.pf = pf;
        this.ledger = ledger;
        this.nic = nic;
    }

    void add(Step step) {
        steps.add(step);
    }

    List<Step> steps() {
        return steps;
    }

    /** Baselines to be written before the kernel is touched: names and MTUs that unbinding takes away. */
    List<LedgerChange> found() {
        return found;
    }

    List<LedgerChange> baselines() {
        return baselines;
    }

    /**
     * A VF that exists and that nobody uses.
     *
     * @param pfMtuSet whether the PF has the configured MTU by then, above which the VF cannot go
     */
    void existing(Vf vf, Optional<Pool> pool, boolean pfMtuSet) {
        Optional<Mtu> mtu = pfMtuSet ? mtu(pool) : Optional.empty();
        Baseline baseline = declared(vf, mtu, driver(pool));
        VfSettings wrong = vf.settings().map(baseline.settings()::differingFrom).orElse(baseline.settings());
        if (!wrong.isEmpty()) {
            steps.add(new SetVfAttributes(pf.address(), vf.index(), baseline.settings(), false));
        }
        boolean probed = bind(vf, choice(pool));
        boolean otherMtu = mtu.isPresent() && !vf.netdev().flatMap(Netdev::mtu).equals(mtu);
        if (otherMtu && (probed || vf.netdev().isPresent())) {
            steps.add(new SetMtu(LinkRef.onHost(vf.address()), mtu.get()));
        }
        declare(vf.address(), baseline);
    }

    /** A VF that an earlier step of the plan creates, bound to nothing. */
    void future(VfIndex index, PciAddress at, Optional<Pool> pool) {
        Baseline before = ledger.baselines().get(at);
        VfSettings settings = before != null ? before.settings() : Baselines.settings(pf, index);
        steps.add(new SetVfAttributes(pf.address(), index, settings, false));
        Optional<DriverName> driver = driver(pool);
        if (driver.isPresent()) {
            steps.add(new SetDriverOverride(at, driver));
        }
        steps.add(new ProbeDriver(at, driver));
        mtu(pool).ifPresent(mtu -> steps.add(new SetMtu(LinkRef.onHost(at), mtu)));
        declare(at, new Baseline(settings, Optional.empty(), mtu(pool), driver));
    }

    /** How the driver of a VF would have to change, in words. */
    Optional<String> otherDriver(Vf vf, Optional<Pool> pool) {
        if (!isOther(vf, choice(pool))) {
            return Optional.empty();
        }
        return Optional.of(
                "driver " + vf.driver().map(DriverName::text).orElse("none") + " would change to " + choice(pool));
    }

    /**
     * Whether it was offered to a driver that gives it a netdev. Unbound before its override is changed, so that undoing in
     * reverse lets the driver have it again that it had.
     */
    private boolean bind(Vf vf, DriverChoice choice) {
        Optional<DriverName> driver =
                choice == DriverChoice.VFIO_PCI ? Optional.of(DriverName.VFIO_PCI) : Optional.empty();
        boolean offered =
                choice != DriverChoice.AS_FOUND || nic.flatMap(Nic::vfs).isPresent();
        boolean other = isOther(vf, choice);
        if (other) {
            declareAsFound(vf);
            steps.add(new UnbindDriver(vf.address()));
        }
        if (choice != DriverChoice.AS_FOUND && !vf.driverOverride().equals(driver)) {
            steps.add(new SetDriverOverride(vf.address(), driver));
        }
        boolean probe = offered && (other || vf.driver().isEmpty());
        if (probe) {
            steps.add(new ProbeDriver(vf.address(), driver));
        }
        boolean kept = choice == DriverChoice.AS_FOUND
                && vf.driverOverride().map(DriverName::isUserspace).orElse(false);
        return probe && choice != DriverChoice.VFIO_PCI && !kept;
    }

    private static boolean isOther(Vf vf, DriverChoice choice) {
        return vf.driver().filter(bound -> !choice.fits(bound)).isPresent();
    }

    /** The ledger's baseline, completed by what was not known or configured before; or the first one. */
    private Baseline declared(Vf vf, Optional<Mtu> configured, Optional<DriverName> driver) {
        Baseline before = ledger.baselines().get(vf.address());
        if (before == null) {
            return Baselines.firstSeen(pf, vf, configured, driver);
        }
        Optional<Mtu> mtu = configured.or(before::mtu).or(() -> vf.netdev().flatMap(Netdev::mtu));
        return new Baseline(
                before.settings(), before.name().or(() -> vf.netdev().map(Netdev::name)), mtu, driver);
    }

    private void declareAsFound(Vf vf) {
        if (!ledger.baselines().containsKey(vf.address())) {
            Baseline asFound = Baselines.firstSeen(pf, vf, Optional.empty(), Optional.empty());
            found.add(new LedgerChange.BaselineDeclared(vf.address(), asFound));
        }
    }

    private void declare(PciAddress at, Baseline baseline) {
        if (!baseline.equals(ledger.baselines().get(at))) {
            baselines.add(new LedgerChange.BaselineDeclared(at, baseline));
        }
    }

    /** The MTU for the netdev of a VF of this pool; a VF for user space has none. */
    private Optional<Mtu> mtu(Optional<Pool> pool) {
        return choice(pool) == DriverChoice.VFIO_PCI ? Optional.empty() : nic.flatMap(Nic::mtu);
    }

    private static Optional<DriverName> driver(Optional<Pool> pool) {
        return choice(pool) == DriverChoice.VFIO_PCI ? Optional.of(DriverName.VFIO_PCI) : Optional.empty();
    }

    private static DriverChoice choice(Optional<Pool> pool) {
        return pool.map(Pool::driver).orElse(DriverChoice.AS_FOUND);
    }
}
