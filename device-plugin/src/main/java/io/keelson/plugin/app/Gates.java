package io.keelson.plugin.app;

import io.keelson.config.model.ResourceName;
import io.keelson.plugin.pool.StartGate;
import io.keelson.vf.HostWriter;
import io.keelson.vf.Sandboxes;
import io.keelson.vf.model.Code;
import io.keelson.vf.model.Owner;
import io.keelson.vf.model.OwnerPhase;
import io.keelson.vf.model.PciAddress;
import io.keelson.vf.model.Problem;
import io.keelson.vf.model.Subject;
import io.keelson.vf.model.World;
import java.util.List;
import java.util.Optional;

/**
 * PreStartContainer's answer: a container that was granted a device does not start before it is attached in a live sandbox.
 * Where no CNI runs us (vfio without chained or delegated mode), the grant is the owner, and clean is enough.
 */
record Gates(HostWriter writer, Sandboxes sandboxes, boolean cniAttaches) implements StartGate {
    @Override
    public Optional<Problem> refuse(ResourceName resource, List<PciAddress> devices) {
        World world = writer.world();
        return devices.stream()
                .flatMap(d -> refuse(world, resource, d).stream())
                .findFirst();
    }

    private Optional<Problem> refuse(World world, ResourceName resource, PciAddress device) {
        Optional<Owner> owner =
                world.facts().vf(device).flatMap(vf -> world.ledger().owner(vf.id()));
        if (owner.isEmpty()) {
            return cniAttaches ? Optional.of(notAttached(resource, device, "no sandbox holds it")) : Optional.empty();
        }
        if (owner.get().phase() != OwnerPhase.ATTACHED || !sandboxes.alive(owner.get())) {
            String why =
                    "pod " + owner.get().pod() + " holds it (" + owner.get().phase() + ")";
            return Optional.of(notAttached(resource, device, why));
        }
        return Optional.empty();
    }

    private static Problem notAttached(ResourceName resource, PciAddress device, String why) {
        return Problem.of(
                Code.DEVICE_NOT_ATTACHED,
                Subject.of(device),
                "of " + resource + " is not attached in a live sandbox: " + why,
                "see 'keelson doctor': is the conflist entry there? (or set 'gate: off' for the pool)");
    }
}
