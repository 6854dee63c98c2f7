package io.keelson.plugin.attach;

import static io.keelson.plugin.attach.AttachBench.PF;
import static io.keelson.plugin.attach.AttachBench.VF0;
import static io.keelson.plugin.attach.AttachBench.VF2;
import static io.keelson.plugin.attach.AttachBench.VF3;
import static io.keelson.plugin.attach.AttachBench.by;
import static io.keelson.plugin.attach.AttachBench.container;
import static io.keelson.plugin.attach.AttachBench.delDelegated;
import static io.keelson.plugin.attach.AttachBench.delegated;
import static io.keelson.plugin.attach.AttachBench.namespace;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.keelson.plugin.attach.CheckRequest.Claimed;
import io.keelson.vf.model.Code;
import io.keelson.vf.model.HostException;
import io.keelson.vf.model.IfAddress;
import io.keelson.vf.model.IfName;
import io.keelson.vf.model.MacAddress;
import io.keelson.vf.model.VfIndex;
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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** CHECK: whose device it is, and whether it is as it was given. */
class CheckingTest {
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
    void checkSeesWhatIsMissing() throws Exception {
        AddRequest request = delegated("p1", VF0, "net1", VfSettings.NONE);
        CheckRequest check = new CheckRequest(request, List.of());
        assertThat(code(() -> bench.attaching.check(check, AttachBench.call()))).isEqualTo(Code.DEVICE_NOT_ATTACHED);
        bench.add(request);
        bench.attaching.check(check, AttachBench.call());
        CheckRequest others = new CheckRequest(delegated("p2", VF0, "net1", VfSettings.NONE), List.of());
        assertThat(code(() -> bench.attaching.check(others, AttachBench.call())))
                .isEqualTo(Code.DEVICE_NOT_ATTACHED);
        ipam.fail("check net1");
        assertThat(code(() -> bench.attaching.check(check, AttachBench.call()))).isEqualTo(Code.IPAM_FAILED);
        ipam.work();
        change(new LinkChange.MoveTo(namespace("p2"), new IfName("net1")));
        assertThat(code(() -> bench.attaching.check(check, AttachBench.call()))).isEqualTo(Code.DEVICE_NOT_ATTACHED);
    }

    /** Neither has a netdev that would give the difference away: only the ledger knows whose it is. */
    @Test
    void checkAnswersItsOwnSandboxAlone() throws Exception {
        AddRequest request = delegated("p1", VF3, "net1", VfSettings.NONE);
        bench.add(request);
        bench.attaching.check(new CheckRequest(request, List.of()), AttachBench.call());
        Sandbox own = request.sandbox();

        assertNotIts(new Sandbox(container("p2"), own.ifName(), own.netns(), own.pod()), request);
        assertNotIts(new Sandbox(own.container(), new IfName("net2"), own.netns(), own.pod()), request);
        ipam.fail("del net1");
        assertThat(code(() -> bench.del(delDelegated("p1", "net1")))).isEqualTo(Code.IPAM_FAILED);
        assertNotIts(own, request);
    }

    @Test
    void checkComparesTheNetdevWithWhatWasGiven() throws Exception {
        AddRequest request = delegated("p1", VF0, "net1", VfSettings.NONE);
        bench.add(request);
        CheckRequest check = new CheckRequest(request, List.of());
        bench.attaching.check(check, AttachBench.call());

        change(new LinkChange.Up(false));
        assertDiffers(check, "is down");
        change(new LinkChange.Up(true));
        change(new LinkChange.NameTo(new IfName("net7")));
        assertDiffers(check, "is called net7");
        change(new LinkChange.NameTo(new IfName("net1")));
        bench.attaching.check(check, AttachBench.call());
    }

    /** Another program, or a person, may have changed it meanwhile. */
    @Test
    void checkAsksThePfForTheAttributes() throws Exception {
        VfSettings wanted = VfSettings.NONE.withVlan(new VfVlan(new VlanId(100), new VlanQos(0), VlanProto.DOT1Q));
        AddRequest request = delegated("p1", VF2, "net1", wanted);
        bench.add(request);
        CheckRequest check = new CheckRequest(request, List.of());
        bench.attaching.check(check, AttachBench.call());

        host.vfTable().set(PF, new VfIndex(2), VfSettings.NONE.withVlan(VfVlan.NONE));
        assertDiffers(check, "vlan 100");
    }

    @Test
    void checkComparesWithThePreviousResult_ourInterfaceAlone() throws Exception {
        AddRequest request = delegated("p1", VF0, "net1", VfSettings.NONE);
        Attached given = bench.add(request).get(0);
        List<IfAddress> addresses = List.copyOf(ipam.leased.values());
        MacAddress foreign = MacAddress.of("02:00:00:00:00:66");
        IfAddress lost = IfAddress.parse("10.99.0.9/24").orElseThrow();
        Claimed primary = new Claimed(new IfName("eth0"), Optional.of(foreign), List.of(lost));

        bench.attaching.check(
                new CheckRequest(request, List.of(primary, new Claimed(given.name(), given.mac(), addresses))),
                AttachBench.call());
        Claimed otherMac = new Claimed(given.name(), Optional.of(foreign), addresses);
        assertDiffers(new CheckRequest(request, List.of(otherMac)), foreign.toString());
        Claimed otherAddress = new Claimed(given.name(), given.mac(), List.of(lost));
        assertDiffers(new CheckRequest(request, List.of(otherAddress)), lost.toString());
    }

    private void change(LinkChange change) throws HostException {
        host.links().change(new LinkRef(namespace("p1"), VF0), change);
    }

    private void assertDiffers(CheckRequest check, String how) {
        HostException e =
                catchThrowableOfType(HostException.class, () -> bench.attaching.check(check, AttachBench.call()));
        assertThat(e).as("refused").isNotNull();
        assertThat(e.problem().code()).isEqualTo(Code.DEVICE_NOT_ATTACHED);
        assertThat(e.problem().detail()).contains(how);
    }

    private void assertNotIts(Sandbox sandbox, AddRequest request) {
        CheckRequest check = new CheckRequest(by(sandbox, request), List.of());
        assertThat(code(() -> bench.attaching.check(check, AttachBench.call()))).isEqualTo(Code.DEVICE_NOT_ATTACHED);
    }

    private interface Asked {
        void run() throws Exception;
    }

    private static Code code(Asked asked) {
        HostException e = catchThrowableOfType(HostException.class, asked::run);
        assertThat(e).as("refused").isNotNull();
        return e.problem().code();
    }
}
