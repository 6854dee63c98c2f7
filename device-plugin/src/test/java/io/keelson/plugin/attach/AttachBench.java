package io.keelson.plugin.attach;

import io.keelson.config.model.Intent;
import io.keelson.config.model.Pool;
import io.keelson.config.model.ResourceName;
import io.keelson.config.parse.NativeFile;
import io.keelson.config.select.PoolAssignment;
import io.keelson.vf.Recovery;
import io.keelson.vf.model.ContainerId;
import io.keelson.vf.model.Deadline;
import io.keelson.vf.model.DeviceId;
import io.keelson.vf.model.DriverName;
import io.keelson.vf.model.HostException;
import io.keelson.vf.model.IfAddress;
import io.keelson.vf.model.IfName;
import io.keelson.vf.model.IpamCall;
import io.keelson.vf.model.Netns;
import io.keelson.vf.model.NetnsPath;
import io.keelson.vf.model.Owner;
import io.keelson.vf.model.PciAddress;
import io.keelson.vf.model.PodRef;
import io.keelson.vf.model.Vf;
import io.keelson.vf.model.VfSettings;
import io.keelson.vf.step.PciBus;
import io.keelson.vf.testing.FakeHost;
import io.keelson.vf.testing.Workbench;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** What attaching works with, all real but the kernel and the IPAM plugin: six VFs in five pools, pods by name. */
final class AttachBench implements AutoCloseable {
    static final PciAddress PF = PciAddress.of("0000:01:00.0");
    static final PciAddress VF0 = PciAddress.of("0000:01:10.0");
    static final PciAddress VF1 = PciAddress.of("0000:01:10.2");
    static final PciAddress VF2 = PciAddress.of("0000:01:10.4");
    static final PciAddress VF3 = PciAddress.of("0000:01:10.6");
    static final PciAddress VF4 = PciAddress.of("0000:01:11.0");
    static final PciAddress VF5 = PciAddress.of("0000:01:11.2");
    static final ResourceName FAST = new ResourceName("keelson.io", "fast");
    static final ResourceName SLOW = new ResourceName("keelson.io", "slow");
    static final ResourceName DPDK = new ResourceName("keelson.io", "dpdk");
    static final ResourceName PLAIN = new ResourceName("keelson.io", "plain");
    private static final Network NETWORK = new Network("primary", "1.0.0", "", "/opt/cni/bin");
    private static final String CONFIG = """
            pools:
              - resource: keelson.io/slow
                select: {pfNames: ["eth0#2-2"]}
                release: rebind
                allow: {vlans: [100-199], namespaces: [ran]}
                attach: {interface: net, vlan: 100, ipam: {type: host-local}}
              - resource: keelson.io/fast
                select: {pfNames: ["eth0#0-1"]}
                allow: {vlans: [], trust: false}
                attach: {interface: net, ipam: {type: host-local}}
              - resource: keelson.io/dpdk
                select: {pfNames: ["eth0#3-3"]}
                driver: vfio-pci
              - resource: keelson.io/plain
                select: {pfNames: ["eth0#4-4"]}
                driver: kernel
              - resource: keelson.io/found
                select: {pfNames: ["eth0#5-5"]}
            """;

    final FakeHost host;
    final FakeIpam ipam;
    final Workbench bench;
    final Recovery recovery;
    final Attaching attaching;
    final Path markers;
    final Map<String, Map<ResourceName, Set<PciAddress>>> granted = new HashMap<>();
    final List<Attached> announced = new ArrayList<>();
    final Set<IfAddress> duplicates = new HashSet<>();

    AttachBench(FakeHost host, FakeIpam ipam, Path directory) throws HostException {
        this.host = host;
        this.ipam = ipam;
        bench = new Workbench(host, directory.resolve("state"));
        markers = directory.resolve("attached");
        recovery = bench.recovery(new AddressesBack(ipam, bench::alive));
        attaching = Attaching.of(
                new Attaching.Parts(
                        bench.writer(),
                        recovery,
                        host,
                        bench::alive,
                        new Spaces(host),
                        ipam,
                        new Markers(markers),
                        new Announced(announced, duplicates)),
                new Pools(intent(), PoolAssignment.of(intent(), host.snapshot())),
                pod -> granted.getOrDefault(pod.name(), Map.of()),
                Workbench.BOOT,
                Workbench.CLOCK);
    }

    /** Six VFs, the fourth and the last bound to vfio; namespaces for pods p1 and p2. */
    static FakeHost newHost() throws HostException {
        FakeHost host = FakeHost.twoIgb();
        host.pci().writeNumVfs(PF, 6);
        for (PciAddress vfio : List.of(VF3, VF5)) {
            host.pci().writeBinding(vfio, PciBus.Binding.UNBIND);
            host.pci().writeDriverOverride(vfio, Optional.of(DriverName.VFIO_PCI));
            host.pci().writeBinding(vfio, PciBus.Binding.PROBE);
        }
        host.addNamespace(namespace("p1"));
        host.addNamespace(namespace("p2"));
        host.faults().reset();
        return host;
    }

    private static Intent intent() {
        return NativeFile.parse("k.yaml", CONFIG).intent().orElseThrow();
    }

    private record Pools(Intent intent, PoolAssignment assignment) implements Offers {
        @Override
        public Optional<Pool> poolOf(DeviceId device) {
            return assignment.pool(device);
        }

        @Override
        public List<Pool> pools() {
            return intent.pools();
        }
    }

    private record Spaces(FakeHost host) implements Netnses {
        @Override
        public OptionalLong cookie(NetnsPath path) {
            return OptionalLong.empty();
        }

        @Override
        public boolean isOwn(NetnsPath path) {
            return path.text().equals("/proc/1/ns/net");
        }
    }

    /** Who hears announcements, and which addresses others on the link have. */
    private record Announced(List<Attached> heard, Set<IfAddress> taken) implements Announcements {
        @Override
        public void announce(List<Attached> attached) {
            heard.addAll(attached);
        }

        @Override
        public List<IfAddress> duplicates(
                NetnsPath netns, PciAddress device, List<IfAddress> addresses, Deadline until) {
            return addresses.stream().filter(taken::contains).toList();
        }
    }

    static Netns namespace(String pod) {
        return Netns.at(new NetnsPath("/run/netns/" + pod));
    }

    void grant(String pod, ResourceName resource, PciAddress... devices) {
        granted.computeIfAbsent(pod, p -> new HashMap<>()).put(resource, new LinkedHashSet<>(List.of(devices)));
    }

    /** As Multus asks: one device under a name, addresses as its definition says. */
    static AddRequest delegated(String pod, PciAddress device, String ifName, VfSettings wanted) {
        return new AddRequest(
                sandbox(pod, ifName), NETWORK, Optional.of(device), wanted, Optional.of(FakeIpam.call("definition")));
    }

    /** As the node's primary conflist asks: whatever the pod was granted. */
    static AddRequest chained(String pod) {
        return new AddRequest(sandbox(pod, "eth0"), NETWORK, Optional.empty(), VfSettings.NONE, Optional.empty());
    }

    static Sandbox sandbox(String pod, String ifName) {
        return new Sandbox(
                container(pod),
                new IfName(ifName),
                new NetnsPath("/run/netns/" + pod),
                Optional.of(new PodRef("ran", pod, "uid-" + pod)));
    }

    static ContainerId container(String pod) {
        return new ContainerId("c-" + pod);
    }

    /** The same request by another sandbox. */
    static AddRequest by(Sandbox sandbox, AddRequest asked) {
        return new AddRequest(sandbox, asked.network(), asked.device(), asked.wanted(), asked.ipam());
    }

    /** The sandbox of a pod of that name in another Kubernetes namespace. */
    static Sandbox in(String namespace, Sandbox sandbox) {
        PodRef pod = sandbox.pod().orElseThrow();
        PodRef other = new PodRef(namespace, pod.name(), pod.uid());
        return new Sandbox(sandbox.container(), sandbox.ifName(), sandbox.netns(), Optional.of(other));
    }

    static DelRequest delDelegated(String pod, String ifName) {
        return new DelRequest(
                container(pod),
                new IfName(ifName),
                Optional.of(new NetnsPath("/run/netns/" + pod)),
                false,
                Optional.of(FakeIpam.call("definition")));
    }

    static DelRequest delChained(String pod) {
        return new DelRequest(container(pod), new IfName("eth0"), Optional.empty(), true, Optional.<IpamCall>empty());
    }

    List<Attached> add(AddRequest request) throws HostException {
        return attaching.add(request, call());
    }

    void del(DelRequest request) throws HostException {
        attaching.del(request, call());
    }

    static Call call() {
        return Call.until(Deadline.NEVER);
    }

    boolean marked(String pod) {
        return Files.exists(markers.resolve(container(pod).text()));
    }

    Optional<Owner> owner(PciAddress device) {
        return bench.writer().world().ledger().owner(vf(device).id());
    }

    Vf vf(PciAddress device) {
        return host.snapshot().vf(device).orElseThrow();
    }

    @Override
    public void close() {
        bench.close();
    }
}
