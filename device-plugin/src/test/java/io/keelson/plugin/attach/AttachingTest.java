package io.keelson.plugin.attach;

import static io.keelson.plugin.attach.AttachBench.DPDK;
import static io.keelson.plugin.attach.AttachBench.FAST;
import static io.keelson.plugin.attach.AttachBench.PLAIN;
import static io.keelson.plugin.attach.AttachBench.SLOW;
import static io.keelson.plugin.attach.AttachBench.VF0;
import static io.keelson.plugin.attach.AttachBench.VF1;
import static io.keelson.plugin.attach.AttachBench.VF2;
import static io.keelson.plugin.attach.AttachBench.VF3;
import static io.keelson.plugin.attach.AttachBench.VF4;
import static io.keelson.plugin.attach.AttachBench.VF5;
import static io.keelson.plugin.attach.AttachBench.by;
import static io.keelson.plugin.attach.AttachBench.chained;
import static io.keelson.plugin.attach.AttachBench.delegated;
import static io.keelson.plugin.attach.AttachBench.in;
import static io.keelson.plugin.attach.AttachBench.namespace;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.keelson.vf.model.Code;
import io.keelson.vf.model.Deadline;
import io.keelson.vf.model.Errno;
import io.keelson.vf.model.HostException;
import io.keelson.vf.model.IfName;
import io.keelson.vf.model.Netdev;
import io.keelson.vf.model.Netns;
import io.keelson.vf.model.NetnsPath;
import io.keelson.vf.model.OwnerPhase;
import io.keelson.vf.model.PciAddress;
import io.keelson.vf.model.Problem;
import io.keelson.vf.model.Vf;
import io.keelson.vf.model.VfSettings;
import io.keelson.vf.model.VfVlan;
import io.keelson.vf.model.VlanId;
import io.keelson.vf.model.VlanProto;
import io.keelson.vf.model.VlanQos;
import io.keelson.vf.step.LinkChange;
import io.keelson.vf.step.LinkRef;
import io.keelson.vf.testing.FakeHost;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** ADD, over a fake kernel and a real journal: what a sandbox gets, and that a failure leaves nothing behind. */
class AttachingTest {
    private static final VfSettings VLAN_100 =
            VfSettings.NONE.withVlan(new VfVlan(new VlanId(100), new VlanQos(0), VlanProto.DOT1Q));

    @TempDir
    Path tmp;

    private FakeHost host;
    private FakeIpam ipam;
    private AttachBench bench;

    @BeforeEach
    void open() throws HostException {
        host = AttachBench.newHost();
        ipam = new FakeIpam();
        bench = new AttachBench(host, ipam, tmp);
    }

    @AfterEach
    void close() {
        bench.close();
    }

    @Test
    void delegated_theNamedDeviceGoesToThePod() throws Exception {
        List<Attached> attached = bench.add(delegated("p1", VF0, "net5", VfSettings.NONE));

        assertThat(attached).singleElement().satisfies(a -> {
            assertThat(a.name()).isEqualTo(new IfName("net5"));
            assertThat(a.device()).isEqualTo(VF0);
            assertThat(a.lease().addresses()).hasSize(1);
            assertThat(a.mac()).isEqualTo(bench.vf(VF0).settings().orElseThrow().mac());
        });
        Netdev inPod = host.links().find(new LinkRef(namespace("p1"), VF0)).orElseThrow();
        assertThat(inPod.name()).isEqualTo(new IfName("net5"));
        assertThat(inPod.up()).isTrue();
        assertThat(host.addressing().addresses(new LinkRef(namespace("p1"), VF0)))
                .containsExactlyElementsOf(ipam.leased.values());
        assertThat(bench.owner(VF0).orElseThrow().phase()).isEqualTo(OwnerPhase.ATTACHED);
        assertThat(bench.marked("p1")).isTrue();
        assertThat(bench.announced).isEqualTo(attached);
    }

    @Test
    void chained_namesGoByPoolOrderThenPciAddress() throws Exception {
        bench.grant("p1", FAST, VF1, VF0);
        bench.grant("p1", SLOW, VF2);
        bench.grant("p1", DPDK, VF3);

        List<Attached> attached = bench.add(chained("p1"));

        assertThat(attached)
                .extracting(a -> a.device() + " " + a.name())
                .containsExactly(VF2 + " net1", VF0 + " net2", VF1 + " net3", VF3 + " vfio1");
        assertThat(bench.vf(VF2).settings().orElseThrow().vlan()).isEqualTo(VLAN_100.vlan());
        assertThat(bench.vf(VF3).netdev()).isEmpty();
        assertThat(bench.owner(VF3).orElseThrow().phase()).isEqualTo(OwnerPhase.ATTACHED);
        assertThat(ipam.leased.keySet())
                .extracting(FakeIpam.Key::network)
                .allMatch(n -> n.contains("keelson-keelson.io-"));
    }

    /** Whether there is a netdev is for the VF's driver to say, and not for what its pool wants. */
    @Test
    void delegated_aVfioDeviceOfAPoolThatTakesItAsFoundIsClaimedAndCheckedWithoutANetdev() throws Exception {
        AddRequest request = delegated("p1", VF5, "net1", VfSettings.NONE);
        assertThat(bench.add(request)).extracting(Attached::mtu).containsExactly(Optional.empty());
        assertThat(bench.add(request)).as("asked again").hasSize(1);
        bench.attaching.check(new CheckRequest(request, List.of()), AttachBench.call());
        assertThat(bench.owner(VF5).orElseThrow().phase()).isEqualTo(OwnerPhase.ATTACHED);
    }

    @Test
    void chained_aPodWithoutAGrantPassesAndIsNotMarked() throws Exception {
        int writes = host.writes().size();
        assertThat(bench.add(chained("p1"))).isEmpty();
        assertThat(bench.marked("p1")).isFalse();
        assertThat(host.writes()).hasSize(writes);
    }

    @Test
    void whenOneOfSeveralFailsAllAreGivenBack() throws Exception {
        bench.grant("p1", FAST, VF0, VF1);
        bench.grant("p1", SLOW, VF2);
        ipam.fail("add net3");

        assertThat(problem(() -> bench.add(chained("p1"))).code()).isEqualTo(Code.IPAM_FAILED);
        assertNothingLeft();
        assertThat(ipam.calls).contains("del c-p1 net1", "del c-p1 net2");
    }

    @Test
    void whenTheKernelRefusesAtAnyWriteAllAreGivenBack() throws Exception {
        bench.grant("p1", FAST, VF0, VF1);
        bench.add(chained("p1"));
        bench.del(AttachBench.delChained("p1"));
        int before = host.writes().size();
        bench.add(chained("p1"));
        int writes = host.writes().size() - before;
        bench.del(AttachBench.delChained("p1"));
        for (int n = 1; n <= writes; n++) {
            host.faults().failAt(n, Errno.EIO);
            assertThat(problem(() -> bench.add(chained("p1"))).errno())
                    .as("write %d", n)
                    .contains(Errno.EIO);
            assertNothingLeft();
        }
    }

    @Test
    void whenIpamFailsNothingIsLeft() {
        ipam.fail("add net1");
        assertThat(problem(() -> bench.add(delegated("p1", VF0, "net1", VfSettings.NONE)))
                        .code())
                .isEqualTo(Code.IPAM_FAILED);
        assertNothingLeft();
    }

    @Test
    void whenAddressesCannotBeGivenBackEitherTheDeviceIsKept() throws Exception {
        ipam.fail("add net1");
        ipam.fail("del net1");
        assertThat(problem(() -> bench.add(delegated("p1", VF0, "net1", VfSettings.NONE)))
                        .code())
                .isEqualTo(Code.IPAM_FAILED);
        assertThat(bench.owner(VF0).orElseThrow().phase()).isEqualTo(OwnerPhase.RELEASING);
        assertThat(bench.marked("p1")).as("its DEL must reach the agent").isTrue();
        ipam.work();
        bench.del(AttachBench.delDelegated("p1", "net1"));
        assertNothingLeft();
    }

    @Test
    void aClientThatHangsUpBeforeTheCommitIsUndone() {
        int before = host.writes().size();
        Call hungUp = new Call(Deadline.NEVER, () -> host.writes().size() >= before + 2);
        Problem problem = problem(() -> bench.attaching.add(delegated("p1", VF0, "net1", VfSettings.NONE), hungUp));
        assertThat(problem.code()).isEqualTo(Code.DEADLINE_PASSED);
        assertNothingLeft();
    }

    @Test
    void aDeviceWhoseOwnersSandboxDiedIsTakenOver() throws Exception {
        bench.add(delegated("p1", VF0, "net1", VfSettings.NONE));
        host.killNamespace(namespace("p1"));

        bench.add(delegated("p2", VF0, "net1", VfSettings.NONE));

        assertThat(bench.owner(VF0).orElseThrow().pod().name()).isEqualTo("p2");
        assertThat(host.whereIs(VF0)).contains(namespace("p2"));
        assertThat(ipam.leased.keySet()).extracting(FakeIpam.Key::container).containsExactly("c-p2");
        assertThat(ipam.calls).as("no namespace to give them back from").contains("del c-p1 net1 gone");
    }

    @Test
    void aDeviceTakenOverIsReboundWhereItsPoolWantsThat() throws Exception {
        bench.add(delegated("p1", VF2, "net1", VLAN_100));
        bench.add(delegated("p1", VF0, "net2", VfSettings.NONE));
        host.killNamespace(namespace("p1"));
        int before = host.writes().size();

        bench.add(delegated("p2", VF2, "net1", VLAN_100));
        bench.add(delegated("p2", VF0, "net2", VfSettings.NONE));

        assertThat(host.writes().subList(before, host.writes().size()))
                .contains("UNBIND " + VF2, "PROBE " + VF2)
                .doesNotContain("UNBIND " + VF0);
    }

    @Test
    void aDeviceWhoseOwnerLivesIsRefusedNamingBoth() throws Exception {
        bench.add(delegated("p1", VF0, "net1", VfSettings.NONE));
        int writes = host.writes().size();
        Problem problem = problem(() -> bench.add(delegated("p2", VF0, "net1", VfSettings.NONE)));
        assertThat(problem.code()).isEqualTo(Code.DEVICE_HELD);
        assertThat(problem.line()).contains("ran/p1", "ran/p2");
        assertThat(host.writes()).hasSize(writes);
        assertThat(bench.owner(VF0).orElseThrow().phase()).isEqualTo(OwnerPhase.ATTACHED);
        assertThat(bench.marked("p2")).isFalse();
    }

    @Test
    void anotherProgramsNetdevIsNotTaken() throws Exception {
        host.links().change(LinkRef.onHost(VF0), new LinkChange.MoveTo(namespace("p2"), new IfName("net1")));
        assertThat(problem(() -> bench.add(delegated("p1", VF0, "net1", VfSettings.NONE)))
                        .code())
                .isEqualTo(Code.VF_IN_USE);
        assertThat(host.whereIs(VF0)).contains(namespace("p2"));
    }

    @Test
    void aDeviceOfNoPoolIsNotGiven() {
        PciAddress foreign = PciAddress.of("0000:01:11.4");
        assertThat(problem(() -> bench.add(delegated("p1", foreign, "net1", VfSettings.NONE)))
                        .code())
                .isEqualTo(Code.DEVICE_NOT_OURS);
    }

    @Test
    void aTenantGetsNoMoreThanThePoolAllows() {
        assertNotAllowed(VF0, VLAN_100);
        assertNotAllowed(VF0, VfSettings.NONE.withTrust(true));
        assertNotAllowed(VF0, VfSettings.NONE.withSpoofchk(false));
        AddRequest own = delegated("p1", VF2, "net1", VfSettings.NONE);
        AddRequest elsewhere = by(in("other", own.sandbox()), own);
        assertThat(problem(() -> bench.add(elsewhere)).code()).isEqualTo(Code.ATTRIBUTE_NOT_ALLOWED);
        assertNothingLeft();
    }

    @Test
    void chained_aPodOfANamespaceThePoolIsNotForGetsNothing() {
        bench.grant("p1", SLOW, VF2);
        AddRequest own = chained("p1");
        AddRequest elsewhere = by(in("other", own.sandbox()), own);
        Problem problem = problem(() -> bench.add(elsewhere));
        assertThat(problem.code()).isEqualTo(Code.ATTRIBUTE_NOT_ALLOWED);
        assertThat(problem.detail()).contains("namespace other");
        assertNothingLeft();
    }

    /** Its pool has no {@code attach}: what becomes of it is for a network definition to say. */
    @Test
    void chained_aKernelVfOfAPoolThatDoesNotAttachIsLeftOut() throws Exception {
        bench.grant("p1", PLAIN, VF4);
        assertThat(bench.add(chained("p1"))).isEmpty();
        assertThat(bench.marked("p1")).isFalse();

        bench.grant("p1", FAST, VF0);
        assertThat(bench.add(chained("p1")))
                .extracting(a -> a.device() + " " + a.name())
                .containsExactly(VF0 + " net1");
        assertThat(bench.owner(VF4)).isEmpty();
        assertThat(host.whereIs(VF4)).contains(Netns.HOST);
    }

    private void assertNotAllowed(PciAddress device, VfSettings wanted) {
        assertThat(problem(() -> bench.add(delegated("p1", device, "net1", wanted)))
                        .code())
                .isEqualTo(Code.ATTRIBUTE_NOT_ALLOWED);
    }

    @Test
    void thePodsOwnAttributesAreSetWhereAllowed() throws Exception {
        bench.add(delegated("p1", VF2, "net1", VLAN_100));
        assertThat(bench.vf(VF2).settings().orElseThrow().vlan()).isEqualTo(VLAN_100.vlan());
    }

    @Test
    void thePodOfTheHostsNetworkIsRefused() {
        AddRequest asked = delegated("p1", VF0, "net1", VfSettings.NONE);
        Sandbox own = new Sandbox(
                asked.sandbox().container(),
                asked.sandbox().ifName(),
                new NetnsPath("/proc/1/ns/net"),
                asked.sandbox().pod());
        AddRequest request = new AddRequest(own, asked.network(), asked.device(), asked.wanted(), asked.ipam());
        assertThat(problem(() -> bench.add(request)).code()).isEqualTo(Code.CNI_CONFIG_INVALID);
        assertNothingLeft();
    }

    /** Everything is as before: VFs home and clean, nobody owns one, no address, no marker. */
    private void assertNothingLeft() {
        assertThat(bench.bench.writer().world().ledger().owners()).isEmpty();
        assertThat(ipam.leased).isEmpty();
        assertThat(bench.marked("p1")).isFalse();
        for (PciAddress device : List.of(VF0, VF1, VF2)) {
            assertThat(host.whereIs(device)).contains(Netns.HOST);
            Vf vf = bench.vf(device);
            assertThat(vf.netdev().orElseThrow().up()).isFalse();
            assertThat(vf.settings().orElseThrow().vlan()).contains(VfVlan.NONE);
            assertThat(vf.settings().orElseThrow().trust()).contains(false);
        }
    }

    private static Problem problem(ThrowingCallable call) {
        HostException e = catchThrowableOfType(HostException.class, call);
        assertThat(e).as("refused").isNotNull();
        return e.problem();
    }
}
