package io.keelson.plugin.app;

import io.keelson.config.model.Intent;
import io.keelson.config.model.Pool;
import io.keelson.config.model.ResourceName;
import io.keelson.config.select.PoolAssignment;
import io.keelson.plugin.attach.AddressesBack;
import io.keelson.plugin.attach.Attaching;
import io.keelson.plugin.attach.Attachments;
import io.keelson.plugin.attach.Ipam;
import io.keelson.plugin.attach.Markers;
import io.keelson.plugin.cni.IpamPlugin;
import io.keelson.vf.HostControl;
import io.keelson.vf.HostWriter;
import io.keelson.vf.Machine;
import io.keelson.vf.Moved;
import io.keelson.vf.Recovery;
import io.keelson.vf.Releases;
import io.keelson.vf.model.Device;
import io.keelson.vf.model.HostException;
import io.keelson.vf.model.Ledger;
import io.keelson.vf.model.PciAddress;
import io.keelson.vf.model.PodRef;
import io.keelson.vf.model.Vf;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** Who knows whom: read top to bottom, it is the picture of the agent. */
record Wiring(
        CurrentIntent intent,
        ConfigReload reload,
        Machine machine,
        HostControl control,
        Recovery recovery,
        Reconciler reconciler,
        Proofs proofs,
        GrantedVfs granted,
        Markers markers,
        Attachments attaching,
        StepLog steps,
        Totals totals,
        AgentCommands commands) {
    private static final int ANNOUNCERS = 16;

    /** Who hears what is done, and who counts it. */
    record Seen(StepLog steps, Tally tally) {}

    static Wiring of(AgentSetup setup, Seen seen, Machine machine, HostControl control, KubeletReads reads)
            throws HostException {
        HostPaths paths = setup.paths();
        CurrentIntent intent = new CurrentIntent(setup.intent());
        ConfigReload reload = new ConfigReload(setup.file(), intent);
        Tally tally = seen.tally();
        HostWriter writer = control.writer();
        Markers markers = new Markers(paths.attached());
        Ipam ipam = new TalliedIpam(new IpamPlugin(paths.state(), paths.plugins(), tally::exec), tally);
        Releases releases = new Releases(writer);
        Recovery recovery = new Recovery(writer, releases, machine, new AddressesBack(ipam, machine));
        CurrentPools pools =
                new CurrentPools(intent, writer::ledger, machine.facts().last());
        Proofs proofs = new Proofs(setup.duty());
        GrantedVfs granted =
                new GrantedVfs(writer, releases, pools, proofs, new GrantRecords(writer), Clock.systemUTC());
        Reconciler reconciler = new Reconciler(intent, machine.facts(), writer, recovery, releases, pools, proofs);
        Attachments attaching = Attaching.of(
                parts(machine, writer, recovery, ipam, markers),
                pools,
                pod -> allocations(reads, resources(intent.get()), pod, tally),
                machine.bootId(),
                Clock.systemUTC());
        AgentCommands commands = new AgentCommands(reload::problems);
        return new Wiring(
                intent,
                reload,
                machine,
                control,
                recovery,
                reconciler,
                proofs,
                granted,
                markers,
                new TalliedAttachments(attaching, tally),
                seen.steps(),
                tally.totals(),
                commands);
    }

    /** A pass of the reconciler, counted. */
    PoolAssignment pass(Moved moved) {
        long began = System.nanoTime();
        PoolAssignment assignment = reconciler.pass(moved);
        totals.passed(Duration.ofNanos(System.nanoTime() - began));
        return assignment;
    }

    /** Whether a pod could have this device at once: nobody holds it or was granted it, and a VF is clean. */
    boolean isAtRest(Device device) {
        Ledger ledger = control.writer().ledger();
        boolean ready = !(device instanceof Vf vf) || (ledger.owner(vf.id()).isEmpty() && proofs.isClean(vf.id()));
        return ready && !ledger.grants().containsKey(device.deviceId());
    }

    private static Attaching.Parts parts(
            Machine machine, HostWriter writer, Recovery recovery, Ipam ipam, Markers markers) {
        return new Attaching.Parts(
                writer,
                recovery,
                machine.host(),
                machine,
                new SandboxLooks(machine),
                ipam,
                markers,
                new Neighbours(machine, announcers()));
    }

    private static Map<ResourceName, Set<PciAddress>> allocations(
            KubeletReads reads, Set<ResourceName> ours, PodRef pod, Tally tally) throws HostException {
        long began = System.nanoTime();
        try {
            return reads.allocations(ours, pod);
        } finally {
            tally.askedKubelet(began);
        }
    }

    /** Each waits some seconds for carrier, so there are several; what finds them all busy for long is not announced. */
    private static Executor announcers() {
        ThreadPoolExecutor announcers = new ThreadPoolExecutor(
                ANNOUNCERS,
                ANNOUNCERS,
                10,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(256),
                Threads.factory("announcer"),
                new ThreadPoolExecutor.DiscardOldestPolicy());
        announcers.allowCoreThreadTimeOut(true);
        return announcers;
    }

    private static Set<ResourceName> resources(Intent intent) {
        return intent.pools().stream().map(Pool::resource).collect(Collectors.toSet());
    }
}
