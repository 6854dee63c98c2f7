package io.keelson.plugin.health;

import io.keelson.vf.model.Code;
import io.keelson.vf.model.Device;
import io.keelson.vf.model.PciAddress;
import io.keelson.vf.model.Problem;
import io.keelson.vf.model.Snapshot;
import io.keelson.vf.model.Subject;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which functions the kernel has taken offline over a PCI error, by what it said since the agent began to listen. sysfs has no
 * file for it. What is on a function's port shares its fate. Not for use by several threads at once.
 * Source: {@code Documentation/PCI/pci-error-recovery.rst}.
 */
public final class PciErrors {
    private final Set<PciAddress> offline = new HashSet<>();

    /** Takes what was said into account: {@code true} for a function that works again. */
    public void hear(Map<PciAddress, Boolean> online) {
        online.forEach((function, works) -> {
            if (works) {
                offline.remove(function);
            } else {
                offline.add(function);
            }
        });
    }

    /** Forgets functions that are gone. */
    public void look(Snapshot facts) {
        offline.removeIf(function -> facts.device(function).isEmpty());
    }

    /** {@code PCI_ERROR} where the device, or the function whose port it is on, is offline. */
    public Optional<Problem> against(Device device) {
        return Optional.of(device.wire())
                .filter(offline::contains)
                .or(() -> device.deviceId() instanceof PciAddress own && offline.contains(own)
                        ? Optional.of(own)
                        : Optional.empty())
                .map(
                        function -> Problem.of(
                                Code.PCI_ERROR,
                                Subject.of(function),
                                "the kernel has taken it offline over a PCI error",
                                "see `dmesg` for AER; where it does not recover by itself, remove and rescan it, or restart the host"));
    }
}
