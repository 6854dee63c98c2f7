package io.keelson.plugin.app;

import io.keelson.config.model.Pool;
import io.keelson.config.model.ResourceName;
import io.keelson.config.select.PoolAssignment;
import io.keelson.plugin.kubelet.PluginStatus;
import io.keelson.plugin.log.Key;
import io.keelson.plugin.pool.Assigned;
import io.keelson.plugin.pool.Offer;
import io.keelson.plugin.pool.PoolDesk;
import io.keelson.plugin.pool.PoolTerms;
import io.keelson.plugin.pool.PoolView;
import io.keelson.plugin.pool.Promised;
import io.keelson.plugin.status.PoolState;
import io.keelson.vf.HostWriter;
import io.keelson.vf.Moved;
import io.keelson.vf.model.Device;
import io.keelson.vf.model.DeviceId;
import io.keelson.vf.model.HostException;
import io.keelson.vf.model.Uses;
import io.keelson.vf.model.World;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** One desk per pool, told after each pass what it has and how healthy that is. */
final class PoolDesks {
    private final HostWriter writer;
    private final Healths healths;
    private final PoolDesk.Ports ports;
    private final boolean useCdi;
    private final Map<ResourceName, PoolDesk> desks = new LinkedHashMap<>();
    private Optional<Counter> counter = Optional.empty();
    private Optional<Consumer<List<PoolState>>> listener = Optional.empty();

    PoolDesks(HostWriter writer, Healths healths, PoolDesk.Ports ports, boolean useCdi) {
        this.writer = writer;
        this.healths = healths;
        this.ports = ports;
        this.useCdi = useCdi;
    }

    /** Who serves the desks at kubelet. */
    interface Counter {
        /** A pool came. */
        void open(PoolDesk desk) throws HostException;

        /** A pool is no more. */
        void close(ResourceName resource);

        /** What kubelet asks only at a registration changed. */
        void again(ResourceName resource);
    }

    /** Serves the desks there are, and those that come from now on. */
    synchronized void servedBy(Counter served) throws HostException {
        counter = Optional.of(served);
        for (PoolDesk desk : desks.values()) {
            served.open(desk);
        }
    }

    /**
     * Tells every desk what its pool has; opens those of new pools, closes those of pools that are no more.
     *
     * @param moved what the kernel said meanwhile
     */
    synchronized void update(List<Pool> pools, PoolAssignment assignment, Moved moved) {
        World world = new World(writer.facts(), writer.ledger(), Uses.UNKNOWN);
        healths.look(world, moved);
        Map<DeviceId, Device> found =
                world.facts().devices().collect(Collectors.toMap(Device::deviceId, d -> d, (first, again) -> first));
        Set<ResourceName> gone = new TreeSet<>(desks.keySet());
        for (Pool pool : pools) {
            gone.remove(pool.resource());
            PoolView view = view(pool, assignment, found, world);
            PoolDesk desk = desks.get(pool.resource());
            if (desk == null) {
                open(new PoolDesk(view, ports));
            } else {
                update(desk, view);
            }
        }
        gone.forEach(this::close);
        listener.ifPresent(l -> l.accept(states(List.of())));
    }

    /** Whether an update is due within a second though nothing on the host moves. */
    synchronized boolean settling() {
        return healths.settling();
    }

    private void open(PoolDesk desk) {
        desks.put(desk.terms().resource(), desk);
        try {
            if (counter.isPresent()) {
                counter.get().open(desk);
            }
        } catch (HostException e) {
            Log.problem("a resource is not served", e.problem());
        }
    }

    private void update(PoolDesk desk, PoolView view) {
        boolean asked = desk.terms().preStartRequired();
        tell(view.terms().resource(), desk.update(view));
        if (asked != desk.terms().preStartRequired()) {
            counter.ifPresent(c -> c.again(desk.terms().resource()));
        }
    }

    private void close(ResourceName resource) {
        Optional.ofNullable(desks.remove(resource))
                .ifPresent(desk -> ports.files().withdrawn(desk.terms()));
        counter.ifPresent(c -> c.close(resource));
        Log.event("no pool any more", Key.RESOURCE, resource);
    }

    /** Who hears after each pass how the pools stand. */
    synchronized void heardBy(Consumer<List<PoolState>> hears) {
        listener = Optional.of(hears);
    }

    /** What kubelet is told, pool by pool, given how they stand with kubelet. */
    List<PoolState> states(List<PluginStatus> kubelet) {
        Map<ResourceName, Optional<String>> unregistered = new HashMap<>();
        kubelet.forEach(k -> unregistered.put(k.resource(), k.unregistered()));
        return all().stream()
                .map(desk -> new PoolState(
                        desk.terms().resource(),
                        unregistered.getOrDefault(desk.terms().resource(), Optional.of("not served")),
                        desk.board().current().devices().stream()
                                .map(o -> new PoolState.Device(o.device(), o.numa(), o.problem()))
                                .toList()))
                .toList();
    }

    synchronized List<PoolDesk> all() {
        return List.copyOf(desks.values());
    }

    /** Sends the list of this resource once more. */
    synchronized void again(String resource) {
        desks.values().stream()
                .filter(desk -> desk.terms().resource().toString().equals(resource))
                .forEach(desk -> desk.board().again());
    }

    private PoolView view(Pool pool, PoolAssignment assignment, Map<DeviceId, Device> found, World world) {
        PoolTerms terms = PoolTerms.of(pool, useCdi);
        List<Assigned> devices = new ArrayList<>();
        for (PoolAssignment.Member member : assignment.members(pool.resource())) {
            Optional.ofNullable(found.get(member.device()))
                    .ifPresent(d -> devices.add(healths.judge(
                            pool, terms, Promised.of(pool, member.selector(), member.function()), d, world)));
        }
        return new PoolView(terms, devices);
    }

    private static void tell(ResourceName resource, Offer.Diff diff) {
        if (!diff.added().isEmpty()
                || !diff.removed().isEmpty()
                || !diff.changed().isEmpty()) {
            Log.event(
                    "offered list changed: " + diff.added().size() + " added, "
                            + diff.removed().size() + " removed, "
                            + diff.changed().size() + " changed",
                    Key.RESOURCE,
                    resource);
        }
    }
}
