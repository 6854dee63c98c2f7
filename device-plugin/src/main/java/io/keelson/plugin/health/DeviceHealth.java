package io.keelson.plugin.health;

import io.keelson.config.model.DriverChoice;
import io.keelson.vf.model.Code;
import io.keelson.vf.model.Device;
import io.keelson.vf.model.DeviceId;
import io.keelson.vf.model.DriverName;
import io.keelson.vf.model.Owner;
import io.keelson.vf.model.OwnerPhase;
import io.keelson.vf.model.PciAddress;
import io.keelson.vf.model.Problem;
import io.keelson.vf.model.Snapshot;
import io.keelson.vf.model.SubFunction;
import io.keelson.vf.model.Subject;
import io.keelson.vf.model.Vf;
import io.keelson.vf.model.VfSettings;
import java.util.Optional;

/**
 * Whether a device may be offered. Healthy is an empty answer; anything else is the first reason against it.
 *
 * <p>A VF that a pod holds, or was granted, is judged by its driver alone: its settings, its netdev's place and its cleanliness are the
 * pod's business until it comes back. While it comes back nothing of it is judged, not even the driver (a strong release
 * rebinds it): an attachment waits for the proof of cleanliness, and a device that flickers unhealthy costs pods their
 * admission for good. A release that is stuck is a reason against it.
 */
public final class DeviceHealth {
    private DeviceHealth() {}

    /** The reason against the VF at this address, {@code VF_NOT_FOUND} where the snapshot has none. */
    public static Optional<Problem> judge(PciAddress address, Snapshot facts, DriverChoice wish, Standing standing) {
        return facts.vf(address)
                .map(vf -> judge(vf, wish, standing))
                .orElseGet(() -> against(
                        Code.VF_NOT_FOUND,
                        address,
                        "is not there",
                        "see `keelson inventory`: was the VF count changed?"));
    }

    /** The reason against this VF. */
    public static Optional<Problem> judge(Vf vf, DriverChoice wish, Standing standing) {
        if (standing.stuck().isPresent()) {
            return standing.stuck();
        }
        if (!standing.held()) {
            return driver(vf, wish)
                    .or(() -> netdev(vf, wish))
                    .or(() -> group(vf))
                    .or(() -> cleanliness(vf, standing));
        }
        return standing.owner()
                        .map(Owner::phase)
                        .filter(p -> p == OwnerPhase.RELEASING)
                        .isPresent()
                ? Optional.empty()
                : driver(vf, wish).or(() -> group(vf));
    }

    /**
     * The reason against a device that we do nothing to: one that is no VF, or a VF that others keep clean. Of a held one its driver
     * and group count, else its netdev too. A sub-function that is there is healthy.
     */
    public static Optional<Problem> judgeUnkept(Device device, DriverChoice wish, boolean held) {
        if (device instanceof SubFunction) {
            return Optional.empty();
        }
        String hint = "bind it: the drivers of VFs alone are changed here, and only by an agent that keeps them";
        return driver(device, wish, hint)
                .or(() -> held ? Optional.empty() : netdev(device, wish))
                .or(() -> group(device));
    }

    private static Optional<Problem> driver(Vf vf, DriverChoice wish) {
        return driver(vf, wish, "run `keelson plan` to see what would bind it");
    }

    private static Optional<Problem> driver(Device device, DriverChoice wish, String hint) {
        if (device.driver().isEmpty()) {
            return against(Code.VF_WITHOUT_DRIVER, device.deviceId(), "no driver is bound", hint);
        }
        DriverName bound = device.driver().get();
        return wish.fits(bound)
                ? Optional.empty()
                : against(
                        Code.DRIVER_NOT_BOUND,
                        device.deviceId(),
                        "bound to " + bound + ", the pool wants " + wish,
                        hint);
    }

    private static Optional<Problem> netdev(Device device, DriverChoice wish) {
        return wish != DriverChoice.VFIO_PCI && device.netdevIsAway()
                ? against(
                        Code.VF_NETDEV_MISSING,
                        device.deviceId(),
                        "has a driver but no netdev on the host, and nobody we know holds it",
                        "find the network namespace that has it; `keelson status` lists the ones we know")
                : Optional.empty();
    }

    private static Optional<Problem> group(Device device) {
        if (!device.driver().map(DriverName.VFIO_PCI::equals).orElse(false)) {
            return Optional.empty();
        }
        if (device.iommuGroup().isEmpty()) {
            return against(
                    Code.IOMMU_OFF,
                    device.deviceId(),
                    "has no IOMMU group",
                    "turn the IOMMU on in firmware and on the kernel command line");
        }
        return device.groupSize() > 1
                ? against(
                        Code.IOMMU_GROUP_SHARED,
                        device.deviceId(),
                        "shares IOMMU group " + device.iommuGroup().get() + " with " + (device.groupSize() - 1)
                                + " other function(s), which a tenant would then reach",
                        "use a slot or platform with ACS, so that the VF has a group of its own")
                : Optional.empty();
    }

    private static Optional<Problem> cleanliness(Vf vf, Standing standing) {
        if (!standing.verified() || standing.baseline().isEmpty()) {
            return against(
                    Code.NOT_VERIFIED,
                    vf.address(),
                    standing.baseline().isEmpty() ? "no clean state is declared for it" : "not yet verified clean",
                    "wait for the agent to verify it; `keelson journal` shows how far it is");
        }
        VfSettings dirt = vf.settings()
                .map(now -> standing.baseline().get().settings().differingFrom(now))
                .orElse(VfSettings.NONE);
        return dirt.isEmpty()
                ? Optional.empty()
                : against(
                        Code.NOT_VERIFIED,
                        vf.address(),
                        "free, yet not in its clean state, which has " + dirt,
                        "run `keelson plan`; somebody else changed it");
    }

    private static Optional<Problem> against(Code code, DeviceId device, String detail, String hint) {
        return Optional.of(Problem.of(code, Subject.of(device), detail, hint));
    }
}
