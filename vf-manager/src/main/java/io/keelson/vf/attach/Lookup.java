package io.keelson.vf.attach;

import io.keelson.vf.model.Baseline;
import io.keelson.vf.model.Code;
import io.keelson.vf.model.Device;
import io.keelson.vf.model.DeviceId;
import io.keelson.vf.model.PciAddress;
import io.keelson.vf.model.Pf;
import io.keelson.vf.model.Problem;
import io.keelson.vf.model.Subject;
import io.keelson.vf.model.Vf;
import io.keelson.vf.model.World;
import io.keelson.vf.step.Refusal;

/** Finds in a world what several planners need, or refuses. */
final class Lookup {
    private Lookup() {}

    static Vf vf(World world, PciAddress address) throws Refusal {
        return world.facts().vf(address).orElseThrow(() -> new Refusal(noSuchVf(address)));
    }

    static Baseline baseline(World world, Vf vf) {
        Pf pf = world.facts().pf(vf.pf()).orElseThrow();
        return Baselines.of(world.ledger(), pf, vf);
    }

    static Problem noSuchVf(DeviceId address) {
        return Problem.of(
                Code.VF_NOT_FOUND,
                Subject.of(address),
                "no VF at this address",
                "run 'keelson inventory': VFs may have been removed or the PF is gone");
    }

    /** A group that a process has open, or might have, is no VF to touch. */
    static void refuseWhileOpen(World world, Device device) throws Refusal {
        boolean open = device.iommuGroup()
                .filter(g -> world.uses().openGroups().map(o -> o.contains(g)).orElse(true))
                .isPresent();
        if (device.isInUserspace() && open) {
            throw new Refusal(Problem.of(
                    Code.VF_IN_USE,
                    Subject.of(device.deviceId()),
                    "a process still has its vfio group open",
                    "it is released when that process ends"));
        }
    }
}
