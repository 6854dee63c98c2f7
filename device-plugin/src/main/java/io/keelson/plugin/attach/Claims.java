package io.keelson.plugin.attach;

import io.keelson.config.model.Allow;
import io.keelson.config.model.Attach;
import io.keelson.config.model.DriverChoice;
import io.keelson.config.model.PodInterface;
import io.keelson.config.model.Pool;
import io.keelson.config.model.ResourceName;
import io.keelson.vf.model.Code;
import io.keelson.vf.model.Grant;
import io.keelson.vf.model.HostException;
import io.keelson.vf.model.IfName;
import io.keelson.vf.model.IpamCall;
import io.keelson.vf.model.Ledger;
import io.keelson.vf.model.PciAddress;
import io.keelson.vf.model.PodRef;
import io.keelson.vf.model.Problem;
import io.keelson.vf.model.Subject;
import io.keelson.vf.model.VfSettings;
import io.keelson.vf.model.VfVlan;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;

/**
 * Resolves a request: the one device it names, or every device the pod was granted, by pool order and then PCI address, so
 * that the same pod always gets the same names.
 */
final class Claims {
    private static final PodInterface VFIO = new PodInterface("vfio");

    private final Offers offers;
    private final Allocations allocations;
    private final Supplier<Ledger> ledger;
    private final Ipam ipam;

    Claims(Offers offers, Allocations allocations, Supplier<Ledger> ledger, Ipam ipam) {
        this.offers = offers;
        this.allocations = allocations;
        this.ledger = ledger;
        this.ipam = ipam;
    }

    /** What an ADD may have; for a device that kubelet granted, its own pod only. */
    List<Claim> of(AddRequest request) throws HostException {
        if (request.device().isPresent()) {
            requireOwnGrant(request, request.device().get());
        }
        return asked(request);
    }

    /** What was asked for, whoever the device is granted to: whether it is held is for the ledger to say. */
    List<Claim> asked(AddRequest request) throws HostException {
        return request.device().isPresent()
                ? List.of(delegated(request, request.device().get()))
                : chained(request);
    }

    /**
     * A network definition can name any device: one that kubelet granted goes only to a pod that it is allocated to. A device
     * without a grant (called by hand, or by an orchestrator without kubelet's devices) goes to whoever asks first.
     */
    private void requireOwnGrant(AddRequest request, PciAddress device) throws HostException {
        Grant grant = ledger.get().grants().get(device);
        if (grant == null || offers.poolOf(device).isEmpty()) {
            return;
        }
        Optional<PodRef> pod = request.sandbox().pod();
        boolean own =
                pod.isPresent() && allocations.of(pod.get()).values().stream().anyMatch(d -> d.contains(device));
        if (!own) {
            throw new HostException(notAllocated(device, grant, pod));
        }
    }

    private Claim delegated(AddRequest request, PciAddress device) throws HostException {
        Pool pool = offers.poolOf(device).orElseThrow(() -> new HostException(notOurs(device)));
        requireAllowed(pool, request, device);
        return new Claim(device, pool, request.sandbox().ifName(), request.wanted(), request.ipam());
    }

    private List<Claim> chained(AddRequest request) throws HostException {
        Optional<PodRef> pod = request.sandbox().pod();
        if (pod.isEmpty() || offers.pools().isEmpty()) {
            return List.of();
        }
        Map<ResourceName, Set<PciAddress>> granted = allocations.of(pod.get());
        List<Claim> claims = new ArrayList<>();
        Map<PodInterface, Integer> numbers = new HashMap<>();
        for (Pool pool : offers.pools()) {
            for (PciAddress device : new TreeSet<>(granted.getOrDefault(pool.resource(), Set.of()))) {
                inChain(request, pool, device, numbers).ifPresent(claims::add);
            }
        }
        return claims;
    }

    /** Nothing for a kernel VF of a pool that is attached only by a network definition. */
    private Optional<Claim> inChain(
            AddRequest request, Pool pool, PciAddress device, Map<PodInterface, Integer> numbers) throws HostException {
        requireNamespace(pool, request, device);
        Optional<Attach> attach = pool.attach();
        if (attach.isEmpty() && pool.driver() != DriverChoice.VFIO_PCI) {
            return Optional.empty();
        }
        PodInterface naming = attach.map(Attach::podInterface).orElse(VFIO);
        IfName name = naming.name(numbers.merge(naming, 1, Integer::sum))
                .orElseThrow(() -> new HostException(oneOnly(pool, naming)));
        Optional<String> wanted = attach.flatMap(Attach::ipam);
        Optional<IpamCall> call =
                wanted.isPresent() ? Optional.of(ipam.call(wanted.get(), network(request, pool))) : Optional.empty();
        VfSettings settings = attach.map(Attach::settings).orElse(VfSettings.NONE);
        return Optional.of(new Claim(device, pool, name, settings, call));
    }

    /** Each pool has a network of its own, so that its leases do not mix with the primary network's. */
    private static Network network(AddRequest request, Pool pool) {
        String name =
                "keelson-" + pool.resource().prefix() + "-" + pool.resource().name();
        return request.network().named(name);
    }

    private static void requireAllowed(Pool pool, AddRequest request, PciAddress device) throws HostException {
        requireNamespace(pool, request, device);
        Allow allow = pool.allow();
        Optional<VfVlan> vlan = request.wanted().vlan().filter(v -> !allow.permits(v.id()));
        if (vlan.isPresent()) {
            throw notAllowed(pool, device, "VLAN " + vlan.get().id());
        }
        if (request.wanted().trust().orElse(false) && !allow.trust()) {
            throw notAllowed(pool, device, "trust on");
        }
        if (!request.wanted().spoofchk().orElse(true) && !allow.spoofchkOff()) {
            throw notAllowed(pool, device, "spoofchk off");
        }
    }

    private static void requireNamespace(Pool pool, AddRequest request, PciAddress device) throws HostException {
        Optional<String> namespace = request.sandbox().pod().map(PodRef::namespace);
        if (pool.allow().namespaces().isPresent()
                && !namespace.map(pool.allow()::permitsNamespace).orElse(false)) {
            throw notAllowed(pool, device, "namespace " + namespace.orElse("unknown"));
        }
    }

    private static HostException notAllowed(Pool pool, PciAddress device, String what) {
        return new HostException(Problem.of(
                Code.ATTRIBUTE_NOT_ALLOWED,
                Subject.of(device),
                what + " is not allowed for pool " + pool.resource(),
                "see 'allow' of " + pool.where() + " in the node's configuration"));
    }

    private static Problem notOurs(PciAddress device) {
        return Problem.of(
                Code.DEVICE_NOT_OURS,
                Subject.of(device),
                "belongs to no pool of this node",
                "see the resource the pod asks for, and 'keelson status'");
    }

    private static Problem notAllocated(PciAddress device, Grant grant, Optional<PodRef> pod) {
        return Problem.of(
                Code.DEVICE_NOT_ALLOCATED,
                Subject.of(device),
                "granted by kubelet as " + grant.resource() + ", and not to "
                        + pod.map(p -> "pod " + p).orElse("a request that names no pod"),
                "let the pod ask for the resource; a network definition must not name a device of another pod");
    }

    private static Problem oneOnly(Pool pool, PodInterface naming) {
        return Problem.of(
                Code.CNI_CONFIG_INVALID,
                new Subject(pool.resource().toString()),
                "more devices than '" + naming + "' can name",
                "give the pool's attach.interface a prefix instead of a full name");
    }
}
