package io.keelson.vf.testing;

import io.keelson.vf.model.DriverName;
import io.keelson.vf.model.Errno;
import io.keelson.vf.model.HostException;
import io.keelson.vf.model.MacAddress;
import io.keelson.vf.model.PciAddress;
import io.keelson.vf.step.PciBus;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** The PCI bus of the fake kernel. */
final class FakePci implements PciBus {
    private final FakeHost host;
    private final Set<DriverName> loaded = new HashSet<>(Set.of(FakeHost.IGBVF, DriverName.VFIO_PCI));

    FakePci(FakeHost host) {
        this.host = host;
    }

    void setLoaded(DriverName driver, boolean on) {
        if (on) {
            loaded.add(driver);
        } else {
            loaded.remove(driver);
        }
    }

    @Override
    public Optional<FunctionState> find(PciAddress function) {
        return Optional.ofNullable(host.functions.get(function))
                .map(f -> new FunctionState(
                        f.driver,
                        f.override,
                        f.totalVfs,
                        f.numVfs,
                        f.pf.isEmpty() ? Optional.of(f.autoprobe) : Optional.empty()));
    }

    @Override
    public void writeNumVfs(PciAddress pf, int count) throws HostException {
        FakeFunction f = host.function(pf);
        host.write("numvfs " + pf + " " + count);
        if (count > f.totalVfs) {
            throw Faults.refused(pf.toString(), "sriov_numvfs", Errno.ERANGE);
        }
        if (count != 0 && f.numVfs != 0 && count != f.numVfs) {
            throw Faults.refused(pf.toString(), "sriov_numvfs", Errno.EBUSY);
        }
        if (count == 0) {
            host.removeVfs(f);
        } else if (f.numVfs == 0) {
            host.createVfs(f, count);
        }
        host.faults.written();
    }

    @Override
    public void writeAutoprobe(PciAddress pf, boolean on) throws HostException {
        FakeFunction f = host.function(pf);
        host.write("autoprobe " + pf + " " + on);
        f.autoprobe = on;
        host.faults.written();
    }

    @Override
    public void writeDriverOverride(PciAddress function, Optional<DriverName> driver) throws HostException {
        FakeFunction f = host.function(function);
        host.write("override " + function + " " + driver.map(DriverName::text).orElse("none"));
        f.override = driver;
        host.faults.written();
    }

    @Override
    public void writeBinding(PciAddress function, Binding binding) throws HostException {
        FakeFunction f = host.function(function);
        host.write(binding + " " + function);
        if (binding == Binding.PROBE) {
            probe(f);
        } else if (f.driver.isEmpty()) {
            throw Faults.refused(function.toString(), "unbind", Errno.ENODEV);
        } else {
            f.driver = Optional.empty();
            host.links.remove(function);
        }
        host.faults.written();
    }

    /** As the kernel: an override is the only driver that may match, and the only one while the PF's autoprobe is off. */
    void probe(FakeFunction f) {
        DriverName wanted = f.override.orElse(FakeHost.IGBVF);
        boolean withheld = f.override.isEmpty()
                && f.pf.map(pf -> host.functions.get(pf))
                        .filter(pf -> !pf.autoprobe)
                        .isPresent();
        if (f.driver.isPresent() || withheld || !loaded.contains(wanted)) {
            return;
        }
        f.driver = Optional.of(wanted);
        if (!wanted.isUserspace()) {
            host.addLink(f.address, f.settings.mac().orElse(new MacAddress(0x525400aacc00L + f.index)));
        }
    }
}
