package io.keelson.vf.step;

import io.keelson.vf.model.DriverName;
import io.keelson.vf.model.HostException;
import io.keelson.vf.model.PciAddress;
import java.util.Optional;

/**
 * PCI functions under {@code /sys/bus/pci}. Writes fail with {@code KERNEL_REFUSED} and the errno of write(2).
 * Source: {@code Documentation/ABI/testing/sysfs-bus-pci}.
 */
public interface PciBus {
    /** What the function looks like now, or empty when there is none at this address. */
    Optional<FunctionState> find(PciAddress function) throws HostException;

    /** Writes {@code sriov_numvfs}; the kernel takes 0 to n and n to 0 only. */
    void writeNumVfs(PciAddress pf, int count) throws HostException;

    /** Writes {@code sriov_drivers_autoprobe}. */
    void writeAutoprobe(PciAddress pf, boolean on) throws HostException;

    /** Writes {@code driver_override}; absent clears it. */
    void writeDriverOverride(PciAddress function, Optional<DriverName> driver) throws HostException;

    /** Writes the address to the driver's {@code unbind}, or, to bind, to the bus's {@code drivers_probe}. */
    void writeBinding(PciAddress function, Binding binding) throws HostException;

    /** Whether a function is taken from its driver or offered to one. */
    enum Binding {
        UNBIND,
        PROBE
    }

    /** The files of one function that steps look at. */
    record FunctionState(
            Optional<DriverName> driver,
            Optional<DriverName> driverOverride,
            int totalVfs,
            int numVfs,
            Optional<Boolean> autoprobe) {}
}
