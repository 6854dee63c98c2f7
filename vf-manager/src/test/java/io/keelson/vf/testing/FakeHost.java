package io.keelson.vf.testing;

import io.keelson.vf.model.AltName;
import io.keelson.vf.model.DriverName;
import io.keelson.vf.model.Errno;
import io.keelson.vf.model.HexId;
import io.keelson.vf.model.HostException;
import io.keelson.vf.model.IfName;
import io.keelson.vf.model.IommuGroup;
import io.keelson.vf.model.MacAddress;
import io.keelson.vf.model.Mbps;
import io.keelson.vf.model.Netns;
import io.keelson.vf.model.NumaNode;
import io.keelson.vf.model.PciAddress;
import io.keelson.vf.model.Pf;
import io.keelson.vf.model.Snapshot;
import io.keelson.vf.model.SriovLayout;
import io.keelson.vf.model.Vf;
import io.keelson.vf.model.VfId;
import io.keelson.vf.model.VfIndex;
import io.keelson.vf.model.VfLinkState;
import io.keelson.vf.model.VfSettings;
import io.keelson.vf.model.VfVlan;
import io.keelson.vf.step.Addressing;
import io.keelson.vf.step.Host;
import io.keelson.vf.step.Links;
import io.keelson.vf.step.PciBus;
import io.keelson.vf.step.VfTable;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * A kernel with igb-like NICs, in memory. It refuses what the real one refuses (n to m VFs is EBUSY, above total ERANGE),
 * probes and re-names like it, and can be told to fail or to die at its n-th write. The contract test holds it and the
 * guest's kernel to the same answers.
 */
public final class FakeHost implements Host {
    /** Offset and stride of igb's VFs. */
    public static final SriovLayout LAYOUT = new SriovLayout(128, 2);

    static final DriverName IGBVF = new DriverName("igbvf");

    final Map<PciAddress, FakeFunction> functions = new TreeMap<>();
    final Map<PciAddress, FakeLink> links = new TreeMap<>();
    final Set<Netns> namespaces = new HashSet<>(Set.of(Netns.HOST));
    final List<String> writes = new ArrayList<>();
    final Faults faults = new Faults();
    private boolean offersVfSettings = true;
    private int nextIfindex = 2;
    private long nextIncarnation = 100;
    private long generation;

    private final FakePci pci = new FakePci(this);
    private final FakeVfTable vfTable = new FakeVfTable(this);
    private final FakeLinks linkPort = new FakeLinks(this);

    /** A host with two igb PFs as the lab's guest has them, down and without VFs. */
    public static FakeHost twoIgb() {
        FakeHost host = new FakeHost();
        host.addPf("0000:01:00.0", "52:54:00:aa:bb:01");
        host.addPf("0000:02:00.0", "52:54:00:aa:bb:02");
        return host;
    }

    /** From now on the PFs' driver has no settings of VFs, and VFs have an address of their own, as virtio's do. */
    public FakeHost withoutVfSettings() {
        offersVfSettings = false;
        return this;
    }

    boolean offersVfSettings() {
        return offersVfSettings;
    }

    private void addPf(String address, String mac) {
        PciAddress at = PciAddress.of(address);
        FakeFunction pf =
                new FakeFunction(at, Optional.empty(), -1, nextIncarnation++, new IommuGroup(functions.size() + 1));
        pf.driver = Optional.of(new DriverName("igb"));
        pf.totalVfs = 7;
        functions.put(at, pf);
        addLink(at, MacAddress.of(mac));
    }

    @Override
    public PciBus pci() {
        return pci;
    }

    @Override
    public VfTable vfTable() {
        return vfTable;
    }

    @Override
    public Links links() {
        return linkPort;
    }

    @Override
    public Addressing addressing() {
        return linkPort;
    }

    /** What fails, and when. */
    public Faults faults() {
        return faults;
    }

    /** Every kernel write so far, in words. */
    public List<String> writes() {
        return List.copyOf(writes);
    }

    /** A pod's namespace comes to be. */
    public void addNamespace(Netns netns) {
        namespaces.add(netns);
    }

    /** A pod's namespace dies: netdevs come home under the name they have, or {@code dev<n>} if that is taken; down. */
    public void killNamespace(Netns netns) {
        namespaces.remove(netns);
        for (FakeLink link : links.values()) {
            if (link.netns.equals(netns)) {
                boolean taken = nameTaken(Netns.HOST, link.name);
                link.moveTo(Netns.HOST, taken ? new IfName("dev" + link.ifindex) : link.name);
            }
        }
    }

    /** Whether the namespace is there. */
    public boolean isAlive(Netns netns) {
        return namespaces.contains(netns);
    }

    /** A module is loaded or removed; igbvf and vfio-pci are there at the start. */
    public void setModuleLoaded(String driver, boolean loaded) {
        pci.setLoaded(new DriverName(driver), loaded);
    }

    /** Takes away or brings back a VF's netdev address as a tenant with NET_ADMIN and trust would. */
    public void tenantSetsAddress(PciAddress vf, MacAddress mac) {
        FakeLink link = links.get(vf);
        if (link != null) {
            link.mac = mac;
        }
    }

    /** Gives a VF's netdev another name as a tenant with NET_ADMIN would. */
    public void tenantAddsAltName(PciAddress vf, AltName name) {
        FakeLink link = links.get(vf);
        if (link != null) {
            link.altNames.add(name);
        }
    }

    /** The namespace the function's netdev is in, or empty when it has none. */
    public Optional<Netns> whereIs(PciAddress function) {
        return Optional.ofNullable(links.get(function)).map(l -> l.netns);
    }

    /** The facts a scan of this host would find. */
    public Snapshot snapshot() {
        List<Pf> pfs = new ArrayList<>();
        for (FakeFunction f : functions.values()) {
            if (f.pf.isEmpty()) {
                pfs.add(pfFacts(f));
            }
        }
        return new Snapshot(++generation, pfs, List.of());
    }

    private Pf pfFacts(FakeFunction f) {
        List<Vf> vfs = functions.values().stream()
                .filter(v -> v.pf.equals(Optional.of(f.address)))
                .map(this::vfFacts)
                .toList();
        return new Pf(
                f.address,
                HexId.parse("8086"),
                HexId.parse("10c9"),
                f.driver,
                hostNetdev(f.address),
                Optional.of(f.totalVfs),
                Optional.of(f.numVfs),
                Optional.of(f.autoprobe),
                Optional.of(LAYOUT),
                HexId.parse("10ca"),
                Optional.of(new NumaNode(0)),
                Optional.empty(),
                vfs);
    }

    private Vf vfFacts(FakeFunction v) {
        return new Vf(
                new VfId(v.address, v.incarnation),
                v.pf.orElseThrow(),
                new VfIndex(v.index),
                HexId.parse("8086"),
                HexId.parse("10ca"),
                v.driver,
                v.override,
                hostNetdev(v.address),
                Optional.of(v.group),
                1,
                Optional.of(new NumaNode(0)),
                Optional.of(v.settings));
    }

    private Optional<io.keelson.vf.model.Netdev> hostNetdev(PciAddress address) {
        return Optional.ofNullable(links.get(address))
                .filter(l -> l.netns.equals(Netns.HOST))
                .map(FakeLink::facts);
    }

    void createVfs(FakeFunction pf, int count) {
        for (int i = 0; i < count; i++) {
            PciAddress at = LAYOUT.vfAddress(pf.address, new VfIndex(i));
            FakeFunction vf = new FakeFunction(
                    at, Optional.of(pf.address), i, nextIncarnation++, new IommuGroup(20 + functions.size()));
            vf.settings = offersVfSettings ? freshSettings(i) : VfSettings.NONE;
            functions.put(at, vf);
            if (pf.autoprobe) {
                pci.probe(vf);
            }
        }
        pf.numVfs = count;
    }

    private static VfSettings freshSettings(int index) {
        return VfSettings.NONE
                .withMac(new MacAddress(0x020000ff0000L + index))
                .withVlan(VfVlan.NONE)
                .withSpoofchk(true)
                .withTrust(false)
                .withMinRate(new Mbps(0))
                .withMaxRate(new Mbps(0))
                .withLinkState(VfLinkState.AUTO);
    }

    void removeVfs(FakeFunction pf) {
        List<PciAddress> gone = functions.values().stream()
                .filter(v -> v.pf.equals(Optional.of(pf.address)))
                .map(v -> v.address)
                .toList();
        gone.forEach(functions::remove);
        gone.forEach(links::remove);
        pf.numVfs = 0;
    }

    void addLink(PciAddress device, MacAddress mac) {
        int n = 0;
        while (nameTaken(Netns.HOST, new IfName("eth" + n))) {
            n++;
        }
        links.put(device, new FakeLink(device, nextIfindex++, new IfName("eth" + n), mac));
    }

    boolean nameTaken(Netns netns, IfName name) {
        return links.values().stream().anyMatch(l -> l.netns.equals(netns) && l.name.equals(name));
    }

    FakeFunction function(PciAddress address) throws HostException {
        FakeFunction f = functions.get(address);
        if (f == null) {
            throw Faults.refused(address.toString(), "no such function", Errno.ENODEV);
        }
        return f;
    }

    /** Counts a write, and fails or dies where that was asked for. */
    void write(String what) throws HostException {
        writes.add(what);
        faults.atWrite(what);
    }
}
