package io.keelson.vf.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.keelson.vf.model.Code;
import io.keelson.vf.model.Errno;
import io.keelson.vf.model.HostException;
import io.keelson.vf.model.IfName;
import io.keelson.vf.model.MacAddress;
import io.keelson.vf.model.Mbps;
import io.keelson.vf.model.Netdev;
import io.keelson.vf.model.Netns;
import io.keelson.vf.model.PciAddress;
import io.keelson.vf.model.Vf;
import io.keelson.vf.model.VfIndex;
import io.keelson.vf.model.VfLinkState;
import io.keelson.vf.model.VfSettings;
import io.keelson.vf.model.VfVlan;
import io.keelson.vf.model.VlanId;
import io.keelson.vf.model.VlanProto;
import io.keelson.vf.model.VlanQos;
import io.keelson.vf.step.Check;
import io.keelson.vf.step.LinkChange;
import io.keelson.vf.step.LinkRef;
import io.keelson.vf.step.PciBus;
import io.keelson.vf.step.SetVfAttributes;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** What the kernel with igb was seen to do, whatever steps make of it: refusals by errno, netdevs that come and go. */
final class KernelContract {
    private final ContractHost where;
    private final FreshVf freshVf;

    /** Makes one VF on the host. */
    interface FreshVf {
        PciAddress make() throws HostException;
    }

    KernelContract(ContractHost where, FreshVf freshVf) {
        this.where = where;
        this.freshVf = freshVf;
    }

    Map<String, StepContract.Case> cases() {
        Map<String, StepContract.Case> cases = new LinkedHashMap<>();
        cases.put("sriov_numvfs: n to m is EBUSY, above total ERANGE", this::vfCount);
        cases.put("autoprobe off: a new VF has no driver", this::autoprobe);
        cases.put("attributes igb refuses, each by its errno", this::refusedAttributes);
        cases.put("a rate needs the link of the PF", this::rateWithoutLink);
        cases.put("own address: locked by the admin MAC unless trusted", this::ownAddress);
        cases.put("a VF in a namespace has no netdev on the host", this::away);
        cases.put("a dead namespace sends the netdev home, down, under the pod's name", this::namespaceDeath);
        cases.put("unbind and probe while away: a new netdev on the host", this::reborn);
        cases.put("a name taken in the target namespace is EEXIST", this::nameTaken);
        cases.put("a namespace that is gone is NETNS_GONE", this::namespaceGone);
        return cases;
    }

    private void vfCount() throws HostException {
        freshVf.make();
        assertErrno(() -> where.host().pci().writeNumVfs(where.pf(), 3), Errno.EBUSY);
        assertErrno(() -> where.host().pci().writeNumVfs(where.pf(), 9), Errno.ERANGE);
        assertThat(where.snapshot().pf(where.pf()).orElseThrow().numVfs()).contains(1);
    }

    private void autoprobe() throws HostException {
        freshVf.make();
        PciBus pci = where.host().pci();
        pci.writeNumVfs(where.pf(), 0);
        pci.writeAutoprobe(where.pf(), false);
        pci.writeNumVfs(where.pf(), 1);
        Vf vf = vf();
        assertThat(vf.driver()).isEmpty();
        assertThat(vf.netdev()).isEmpty();
        pci.writeBinding(vf.address(), PciBus.Binding.PROBE);
        assertThat(vf().driver()).as("withheld while autoprobe is off").isEmpty();
        pci.writeAutoprobe(where.pf(), true);
        assertThat(vf().driver()).as("not offered by turning it on").isEmpty();
        pci.writeBinding(vf.address(), PciBus.Binding.PROBE);
        assertThat(vf().driver()).contains(FakeHost.IGBVF);
    }

    private void rateWithoutLink() throws HostException {
        freshVf.make();
        LinkRef pf = LinkRef.onHost(where.pf());
        VfSettings rate = VfSettings.NONE.withMaxRate(new Mbps(100));
        SetVfAttributes step = new SetVfAttributes(where.pf(), new VfIndex(0), rate, true);
        where.host().links().change(pf, new LinkChange.Up(false));
        HostException e = catchThrowableOfType(HostException.class, () -> step.apply(where.host()));
        assertThat(e.problem().code()).isEqualTo(Code.PF_DOWN);
        assertThat(e.problem().errno()).contains(Errno.EINVAL);
        where.host().links().change(pf, new LinkChange.Up(true));
        where.awaitCarrier();
        step.apply(where.host());
        assertThat(step.check(where.host())).isInstanceOf(Check.Done.class);
    }

    private void refusedAttributes() throws HostException {
        freshVf.make();
        where.awaitCarrier();
        refused(VfSettings.NONE.withMac(MacAddress.of("01:00:00:00:00:10")), Errno.EINVAL);
        refused(VfSettings.NONE.withMinRate(new Mbps(10)), Errno.EINVAL);
        refused(VfSettings.NONE.withMaxRate(new Mbps(5000)), Errno.EINVAL);
        refused(VfSettings.NONE.withLinkState(VfLinkState.ENABLE), Errno.EOPNOTSUPP);
        refused(
                VfSettings.NONE.withVlan(new VfVlan(new VlanId(100), new VlanQos(0), VlanProto.DOT1AD)),
                Errno.EPROTONOSUPPORT);
        VfSettings mac = VfSettings.NONE.withMac(MacAddress.of("02:00:00:00:00:10"));
        assertErrno(() -> where.host().vfTable().set(where.pf(), new VfIndex(6), mac), Errno.EINVAL);
        VfSettings fine = VfSettings.NONE
                .withVlan(new VfVlan(new VlanId(100), new VlanQos(3), VlanProto.DOT1Q))
                .withMaxRate(new Mbps(100));
        where.host().vfTable().set(where.pf(), new VfIndex(0), fine);
        VfSettings read =
                where.host().vfTable().settings(where.pf(), new VfIndex(0)).orElseThrow();
        assertThat(read.within(fine)).isEqualTo(fine);
    }

    private void ownAddress() throws HostException {
        PciAddress vf = freshVf.make();
        LinkRef link = LinkRef.onHost(vf);
        MacAddress admin = MacAddress.of("02:00:00:00:00:20");
        set(VfSettings.NONE.withMac(admin).withTrust(false));
        where.host().links().change(link, new LinkChange.Up(true));
        assertThat(netdev(link).mac()).as("not adopted when it comes up").isNotEqualTo(Optional.of(admin));
        where.host().links().change(link, new LinkChange.Up(false));
        assertThat(netdev(link).mac()).as("adopted when it goes down").contains(admin);
        where.host().pci().writeBinding(vf, PciBus.Binding.UNBIND);
        where.host().pci().writeBinding(vf, PciBus.Binding.PROBE);
        assertThat(netdev(link).mac()).as("adopted at a probe").contains(admin);
        LinkChange own = new LinkChange.AddressTo(MacAddress.of("02:00:00:00:00:21"));
        assertErrno(() -> where.host().links().change(link, own), Errno.EADDRNOTAVAIL);
        set(VfSettings.NONE.withTrust(true));
        where.host().links().change(link, own);
        assertThat(netdev(link).mac()).contains(MacAddress.of("02:00:00:00:00:21"));
    }

    private void away() throws HostException {
        PciAddress vf = freshVf.make();
        Netns pod = moved(vf);
        assertThat(vf().netdev()).isEmpty();
        assertThat(vf().netdevIsAway()).isTrue();
        assertThat(where.host().links().find(LinkRef.onHost(vf))).isEmpty();
        where.killNamespace(pod);
    }

    private void namespaceDeath() throws HostException {
        PciAddress vf = freshVf.make();
        Netns pod = moved(vf);
        where.host().links().change(new LinkRef(pod, vf), new LinkChange.Up(true));
        where.killNamespace(pod);
        Netdev home = netdev(LinkRef.onHost(vf));
        assertThat(home.name()).isEqualTo(new IfName("net1"));
        assertThat(home.up()).isFalse();
    }

    private void reborn() throws HostException {
        PciAddress vf = freshVf.make();
        Netns pod = moved(vf);
        int before = netdev(new LinkRef(pod, vf)).ifindex();
        where.host().pci().writeBinding(vf, PciBus.Binding.UNBIND);
        assertThat(where.host().links().find(new LinkRef(pod, vf))).isEmpty();
        where.host().pci().writeBinding(vf, PciBus.Binding.PROBE);
        Netdev after = netdev(LinkRef.onHost(vf));
        assertThat(after.ifindex()).isNotEqualTo(before);
        assertThat(after.name()).isNotEqualTo(new IfName("net1"));
        where.killNamespace(pod);
    }

    private void nameTaken() throws HostException {
        freshVf.make();
        where.host().pci().writeNumVfs(where.pf(), 0);
        where.host().pci().writeNumVfs(where.pf(), 2);
        var vfs = where.snapshot().pf(where.pf()).orElseThrow().vfs();
        Netns pod = moved(vfs.get(0).address());
        LinkRef second = LinkRef.onHost(vfs.get(1).address());
        where.host().links().change(second, new LinkChange.Up(true));
        Netdev before = netdev(second);
        LinkChange move = new LinkChange.MoveTo(pod, new IfName("net1"));
        assertErrno(() -> where.host().links().change(second, move), Errno.EEXIST);
        assertThat(netdev(second).name()).as("still on the host").isEqualTo(before.name());
        assertThat(netdev(second).up()).as("it was moved there and back").isFalse();
        where.killNamespace(pod);
    }

    private void namespaceGone() throws HostException {
        PciAddress vf = freshVf.make();
        Netns pod = where.newNamespace();
        where.killNamespace(pod);
        HostException e = catchThrowableOfType(
                HostException.class, () -> where.host().links().find(new LinkRef(pod, vf)));
        assertThat(e.problem().code()).isEqualTo(Code.NETNS_GONE);
    }

    private Netns moved(PciAddress vf) throws HostException {
        Netns pod = where.newNamespace();
        where.host().links().change(LinkRef.onHost(vf), new LinkChange.MoveTo(pod, new IfName("net1")));
        return pod;
    }

    private Vf vf() throws HostException {
        return where.snapshot().pf(where.pf()).orElseThrow().vfs().get(0);
    }

    private Netdev netdev(LinkRef link) throws HostException {
        return where.host().links().find(link).orElseThrow();
    }

    private void set(VfSettings settings) throws HostException {
        where.host().vfTable().set(where.pf(), new VfIndex(0), settings);
    }

    private void refused(VfSettings settings, Errno errno) {
        assertErrno(() -> set(settings), errno);
    }

    private interface Write {
        void run() throws HostException;
    }

    private static void assertErrno(Write write, Errno errno) {
        HostException e = catchThrowableOfType(HostException.class, write::run);
        assertThat(e).as("refused with %s", errno).isNotNull();
        assertThat(e.problem().errno()).contains(errno);
        assertThat(e.problem().code()).isEqualTo(Code.KERNEL_REFUSED);
    }

    static VfVlan vlan(int id) {
        return new VfVlan(new VlanId(id), new VlanQos(0), VlanProto.DOT1Q);
    }
}
