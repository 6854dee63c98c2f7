package io.keelson.plugin.app;

import io.keelson.config.model.Intent;
import io.keelson.config.model.Pool;
import io.keelson.config.model.ResourceName;
import io.keelson.plugin.attach.AddressesBack;
import io.keelson.plugin.attach.Attaching;
import io.keelson.plugin.attach.Attachments;
import io.keelson.plugin.attach.Ipam;
import io.keelson.plugin.attach.Markers;
import io.keelson.plugin.cni.IpamPlugin;
import io.keelson.vf.HostControl;
import io.keelson.vf.HostWriter;
import io.keelson.vf.Machine;
import io.keelson.vf.Recovery;
import io.keelson.vf.Releases;
import io.keelson.vf.model.HostException;
import io.keelson.vf.model.PciAddress;
import io.keelson.vf.model.PodRef;
import java.time.Clock;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Who knows whom: read top to bottom, it is the picture of the agent. */
record Wiring(
        Machine machine,
        HostControl control,
        Recovery recovery,
        Reconciler reconciler,
        Markers markers,
        Attachments attaching,
        AgentCommands commands) {
    static Wiring of(
            HostPaths paths, Intent intent, Machine machine, HostControl control, KubeletReads reads, Tally tally)
            throws HostException {
        HostWriter writer = control.writer();
        Markers markers = new Markers(paths.attached());
        Ipam ipam = new TalliedIpam(new IpamPlugin(paths.state(), tally::exec), tally);
        Releases releases = new Releases(writer);
        Recovery recovery = new Recovery(writer, releases, machine, new AddressesBack(ipam, machine));
        CurrentPools pools = new CurrentPools(intent, machine.facts().last());
        Reconciler reconciler = new Reconciler(intent, machine.facts(), writer, recovery, releases, pools);
        Attachments attaching = Attaching.of(
                new Attaching.Parts(
                        writer,
                        recovery,
                        machine.host(),
                        machine,
                        new SandboxLooks(machine),
                        ipam,
                        markers,
                        new Neighbours(machine)),
                pools,
                pod -> allocations(reads, resources(intent), pod, tally),
                machine.bootId(),
                Clock.systemUTC());
        AgentCommands commands = new AgentCommands(reconciler);
        return new Wiring(
                machine, control, recovery, reconciler, markers, new TalliedAttachments(attaching, tally), commands);
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

    private static Set<ResourceName> resources(Intent intent) {
        return intent.pools().stream().map(Pool::resource).collect(Collectors.toSet());
    }
}
