package io.keelson.plugin.app;

import io.keelson.config.model.Intent;
import io.keelson.config.parse.NativeFile;
import io.keelson.config.select.PoolAssignment;
import io.keelson.plugin.pool.Offered;
import io.keelson.plugin.pool.PoolDesk;
import io.keelson.vf.HostWriter;
import io.keelson.vf.Recovery;
import io.keelson.vf.model.Deadline;
import io.keelson.vf.model.HostException;
import io.keelson.vf.model.PciAddress;
import io.keelson.vf.model.Uses;
import io.keelson.vf.testing.FakeHost;
import io.keelson.vf.testing.Workbench;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** The agent from journal to desks over a fake kernel, without kubelet and CNI: what a pass does, and what is offered. */
final class AppBench implements AutoCloseable {
    final Workbench bench;
    final Recovery recovery;
    final Reconciler reconciler;
    final PoolDesks desks;
    private final Intent intent;
    private volatile Optional<Set<PciAddress>> kubelet = Optional.of(Set.of());

    AppBench(FakeHost host, Path state, String config) throws HostException {
        intent = NativeFile.parse("k.yaml", config).intent().orElseThrow();
        bench = new Workbench(host, state, lanes -> new Uses(kubelet, Optional.of(Set.of())));
        recovery = bench.recovery(owner -> {});
        CurrentPools pools = new CurrentPools(intent, bench.facts().last());
        Proofs proofs = new Proofs();
        reconciler = new Reconciler(intent, bench.facts(), bench.writer(), recovery, bench.releases(), pools, proofs);
        GrantRecords grants = new GrantRecords(bench.writer());
        desks = new PoolDesks(
                bench.writer(),
                proofs,
                new PoolDesk.Ports(
                        grants::grant, (resource, devices) -> Optional.empty(), node -> true, Workbench.CLOCK));
    }

    HostWriter writer() {
        return bench.writer();
    }

    /** What kubelet says is in use from now on; empty when it cannot be asked. */
    void kubeletHas(Optional<Set<PciAddress>> devices) {
        kubelet = devices;
    }

    /** As the agent starts: what is left is taken back, the host made as configured, the desks told. */
    PoolAssignment start() throws HostException {
        recovery.atStart(reconciler::strong, Deadline.NEVER);
        bench.closeOpenTransactions();
        return pass();
    }

    PoolAssignment pass() {
        PoolAssignment assignment = reconciler.pass();
        desks.update(intent.pools(), assignment);
        return assignment;
    }

    /** Every device offered, with the reason against it where it is not healthy. */
    Map<PciAddress, Offered> offered() {
        Map<PciAddress, Offered> all = new TreeMap<>();
        desks.all().forEach(d -> d.board().current().devices().forEach(o -> all.put(o.device(), o)));
        return all;
    }

    Offered offer(PciAddress device) {
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
