package io.keelson.plugin.app;

import io.keelson.config.parse.NativeFile;
import io.keelson.config.parse.Parsed;
import io.keelson.config.select.PoolAssignment;
import io.keelson.plugin.pool.Offered;
import io.keelson.plugin.pool.PoolDesk;
import io.keelson.plugin.testing.Desks;
import io.keelson.vf.HostWriter;
import io.keelson.vf.Moved;
import io.keelson.vf.Recovery;
import io.keelson.vf.attach.AttachPlanner;
import io.keelson.vf.attach.Attachment;
import io.keelson.vf.attach.Reservation;
import io.keelson.vf.model.ContainerId;
import io.keelson.vf.model.Deadline;
import io.keelson.vf.model.DeviceId;
import io.keelson.vf.model.HostException;
import io.keelson.vf.model.IfName;
import io.keelson.vf.model.IommuGroup;
import io.keelson.vf.model.NetnsPath;
import io.keelson.vf.model.Owner;
import io.keelson.vf.model.OwnerKey;
import io.keelson.vf.model.OwnerPhase;
import io.keelson.vf.model.PciAddress;
import io.keelson.vf.model.PodRef;
import io.keelson.vf.model.Problem;
import io.keelson.vf.model.Uses;
import io.keelson.vf.model.Vf;
import io.keelson.vf.model.VfSettings;
import io.keelson.vf.step.Lane;
import io.keelson.vf.step.Planner;
import io.keelson.vf.testing.FakeHost;
import io.keelson.vf.testing.Workbench;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** The agent from journal to desks over a fake kernel, without kubelet and CNI: what a pass does, and what is offered. */
final class AppBench implements AutoCloseable {
    final Workbench bench;
    final Recovery recovery;
    final Reconciler reconciler;
    final PoolDesks desks;
    final CurrentIntent intent;
    private Parsed file;
    private final ConfigReload reload;
    private final GrantedVfs granted;
    private volatile Optional<Set<PciAddress>> kubelet = Optional.of(Set.of());
    private volatile Set<IommuGroup> openGroups = Set.of();
    private final AtomicLong nanos = new AtomicLong();
    private final AtomicInteger asked = new AtomicInteger();
    private final AtomicInteger lanesTaken = new AtomicInteger();

    AppBench(FakeHost host, Path state, String config) throws HostException {
        this(host, state, config, Duty.EVERYTHING);
    }

    AppBench(FakeHost host, Path state, String config, Duty duty) throws HostException {
        file = NativeFile.parse("k.yaml", config);
        intent = new CurrentIntent(file.intent().orElseThrow());
        reload = new ConfigReload(() -> file, intent);
        bench = new Workbench(host, state, this::inUse);
        recovery = bench.recovery(owner -> {});
        CurrentPools pools = new CurrentPools(
                intent, () -> bench.writer().ledger(), bench.facts().last());
        Proofs proofs = new Proofs(duty);
        reconciler = new Reconciler(intent, bench.facts(), bench.writer(), recovery, bench.releases(), pools, proofs);
        GrantRecords grants = new GrantRecords(bench.writer());
        granted = new GrantedVfs(
                bench.writer(),
                bench.releases(),
                pools,
                proofs,
                grants,
                Clock.offset(Workbench.CLOCK, Duration.ofHours(1)));
        desks = new PoolDesks(
                bench.writer(),
                new Healths(proofs, node -> true, nanos::get),
                Desks.ports(grants::grant, (resource, devices) -> Optional.empty(), node -> true, Workbench.CLOCK),
                false);
    }

    private Uses inUse(Collection<Lane> lanes) {
        asked.incrementAndGet();
        lanesTaken.addAndGet(lanes.size());
        return new Uses(kubelet, Optional.of(openGroups));
    }

    /** So much time passes, and the desks are told what is. */
    void after(Duration time) {
        nanos.addAndGet(time.toNanos());
        pass();
    }

    HostWriter writer() {
        return bench.writer();
    }

    /** What kubelet says is in use from now on; empty when it cannot be asked. */
    void kubeletHas(Optional<Set<PciAddress>> devices) {
        kubelet = devices;
    }

    /** A process has this VF's vfio group open from now on, or none has one. */
    void open(Optional<PciAddress> vfio) {
        openGroups = vfio.flatMap(v -> vf(v).iommuGroup()).map(Set::of).orElse(Set.of());
    }

    /** How often it was asked so far what is in use: looks that a pass takes at the world, and changes it tries. */
    int asked() {
        return asked.get();
    }

    /** How many lanes were wanted so far. */
    int lanesTaken() {
        return lanesTaken.get();
    }

    /** What holds containers back, in a node whose primary CNI configuration has us or has not. */
    Gates gates(boolean chained) {
        return new Gates(bench.writer(), bench::alive, granted, () -> chained);
    }

    GrantedVfs granted() {
        return granted;
    }

    Vf vf(PciAddress device) {
        return bench.host().snapshot().vf(device).orElseThrow();
    }

    /** A sandbox of this pod reserves the device. */
    void reserve(PciAddress device, String pod) {
        Owner owner = new Owner(
                key(pod),
                OwnerPhase.RESERVED,
                new PodRef("ran", pod, "u-" + pod),
                new NetnsPath("/run/netns/" + pod),
                OptionalLong.empty(),
                Optional.of("keelson.io/fast"),
                Optional.empty(),
                Instant.now(Workbench.CLOCK));
        achieve(device, new Reservation(device, owner));
    }

    /** And has it attached, with trust. */
    void attach(PciAddress device, String pod) {
        reserve(device, pod);
        achieve(
                device,
                new AttachPlanner(new Attachment(
                        device, key(pod), VfSettings.NONE.withTrust(true), Optional.empty(), List.of(), List.of())));
    }

    private void achieve(PciAddress device, Planner planner) {
        List<Lane> lane = List.of(new Lane.OneVf(vf(device).pf(), device));
        bench.writer().achieve(planner, lane, Deadline.NEVER).failure().ifPresent(p -> {
            throw new AssertionError(p.line());
        });
    }

    private static OwnerKey key(String pod) {
        return new OwnerKey(Workbench.BOOT, new ContainerId("c-" + pod), new IfName("net1"));
    }

    /** As the agent starts: what is left is taken back, the host made as configured, the desks told. */
    PoolAssignment start() throws HostException {
        recovery.atStart(reconciler::strong, Deadline.NEVER);
        bench.closeOpenTransactions();
        return pass();
    }

    PoolAssignment pass() {
        return pass(Moved.ANYTHING);
    }

    PoolAssignment pass(Moved moved) {
        PoolAssignment assignment = reconciler.pass(moved);
        desks.update(intent.get().pools(), assignment, moved);
        return assignment;
    }

    /** The configuration file reads so from now on; what is against it. */
    List<Problem> configure(String config) {
        file = NativeFile.parse("k.yaml", config);
        if (reload.look(bench.facts().last(), writer().ledger())) {
            pass();
        }
        return reload.problems();
    }

    /** Every device offered, with the reason against it where it is not healthy. */
    Map<DeviceId, Offered> offered() {
        Map<DeviceId, Offered> all = new TreeMap<>(DeviceId.ORDER);
        desks.all().forEach(d -> d.board().current().devices().forEach(o -> all.put(o.device(), o)));
        return all;
    }

    Offered offer(DeviceId device) {
        return Optional.ofNullable(offered().get(device)).orElseThrow();
    }

    PoolDesk desk(String resource) {
        return desks.all().stream()
                .filter(d -> d.terms().resource().toString().equals(resource))
                .findFirst()
                .orElseThrow();
    }

    @Override
    public void close() {
        bench.close();
    }
}
