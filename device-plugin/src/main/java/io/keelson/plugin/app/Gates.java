package io.keelson.plugin.app;

import io.keelson.config.model.DriverChoice;
import io.keelson.plugin.pool.PoolTerms;
import io.keelson.plugin.pool.StartGate;
import io.keelson.vf.HostWriter;
import io.keelson.vf.Sandboxes;
import io.keelson.vf.model.Code;
import io.keelson.vf.model.DriverName;
import io.keelson.vf.model.Owner;
import io.keelson.vf.model.OwnerPhase;
import io.keelson.vf.model.PciAddress;
import io.keelson.vf.model.Problem;
import io.keelson.vf.model.Subject;
import io.keelson.vf.model.Vf;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * PreStartContainer's answer: a container that was granted a device does not start before it is attached in a live sandbox.
 * Where no CNI runs us and the pool does not attach (vfio without chained or delegated mode), the grant is the owner, and
 * clean is enough.
 *
 * @param chained whether the node's primary CNI configuration runs us, as of now
 */
record Gates(HostWriter writer, Sandboxes sandboxes, GrantedVfs granted, BooleanSupplier chained) implements StartGate {
    @Override
    public Optional<Problem> refuse(PoolTerms terms, List<PciAddress> devices) {
        return devices.stream().flatMap(d -> refuse(terms, d).stream()).findFirst();
    }

    private Optional<Problem> refuse(PoolTerms terms, PciAddress device) {
        Optional<Vf> vf = writer.facts().vf(device);
        if (vf.isEmpty()) {
            return Optional.of(notAttached(terms, device, "it is not there"));
        }
        if (owner(vf.get()).isEmpty() && !isClaimedByChain(terms)) {
            Optional<Problem> dirty = isVfio(vf.get())
                    ? granted.ready(terms.resource(), vf.get())
                    : Optional.of(notAttached(terms, device, "it is not bound to vfio-pci"));
            if (dirty.isPresent() || owner(vf.get()).isEmpty()) {
                return dirty;
            }
        }
        return owner(vf.get())
                .map(owner -> refuse(terms, device, owner))
                .orElseGet(() -> Optional.of(notAttached(terms, device, "no sandbox holds it")));
    }

    /** Whether chained mode attaches the pool's devices, or at least claims them. */
    private boolean isClaimedByChain(PoolTerms terms) {
        return terms.attaches() || (terms.driver() == DriverChoice.VFIO_PCI && chained.getAsBoolean());
    }

    private Optional<Problem> refuse(PoolTerms terms, PciAddress device, Owner owner) {
        return owner.phase() == OwnerPhase.ATTACHED && sandboxes.alive(owner)
                ? Optional.empty()
                : Optional.of(notAttached(terms, device, "pod " + owner.pod() + " holds it (" + owner.phase() + ")"));
    }

    private Optional<Owner> owner(Vf vf) {
        return writer.ledger().owner(vf.id());
    }

    private static boolean isVfio(Vf vf) {
        return vf.driver().filter(DriverName.VFIO_PCI::equals).isPresent();
    }

    private static Problem notAttached(PoolTerms terms, PciAddress device, String why) {
        return Problem.of(
                Code.DEVICE_NOT_ATTACHED,
                Subject.of(device),
                "of " + terms.resource() + " is not attached in a live sandbox: " + why,
                "see 'keelson doctor': is the conflist entry there? (or set 'gate: off' for the pool)");
    }
}
