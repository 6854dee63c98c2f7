package io.keelson.plugin.attach;

import static io.keelson.plugin.attach.AttachBench.FAST;
import static io.keelson.plugin.attach.AttachBench.SLOW;
import static io.keelson.plugin.attach.AttachBench.VF0;
import static io.keelson.plugin.attach.AttachBench.VF1;
import static io.keelson.plugin.attach.AttachBench.VF2;
import static io.keelson.plugin.attach.AttachBench.chained;
import static io.keelson.plugin.attach.AttachBench.container;
import static io.keelson.plugin.attach.AttachBench.delChained;
import static io.keelson.plugin.attach.AttachBench.delDelegated;
import static io.keelson.plugin.attach.AttachBench.delegated;
import static io.keelson.plugin.attach.AttachBench.namespace;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.keelson.vf.model.Code;
import io.keelson.vf.model.HostException;
import io.keelson.vf.model.IfName;
import io.keelson.vf.model.Netns;
import io.keelson.vf.model.OwnerPhase;
import io.keelson.vf.model.VfSettings;
import io.keelson.vf.testing.FakeHost;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** DEL and GC: only what the ledger says this container owns is touched. */
class DetachingTest {
    private static final Network NETWORK = new Network("primary", "1.1.0", "", "/opt/cni/bin");

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
    void delTakesBackEverythingAndMayBeRepeated() throws Exception {
        bench.add(delegated("p1", VF0, "net1", VfSettings.NONE));
        bench.del(delDelegated("p1", "net1"));
        assertThat(bench.owner(VF0)).isEmpty();
        assertThat(host.whereIs(VF0)).contains(Netns.HOST);
        assertThat(ipam.leased).isEmpty();
        assertThat(ipam.calls).as("once, by the recorded call").containsExactly("add c-p1 net1", "del c-p1 net1");
        assertThat(bench.marked("p1")).isFalse();

        int writes = host.writes().size();
        bench.del(delDelegated("p1", "net1"));
        bench.del(delDelegated("p2", "net9"));
        assertThat(host.writes()).hasSize(writes);
    }

    @Test
    void delOfAContainerNeverKnownGivesItsAddressesBackAllTheSame() throws Exception {
        bench.del(delDelegated("p1", "net1"));
        assertThat(ipam.calls).containsExactly("del c-p1 net1");
    }

    @Test
    void oneDelOfTheChainTakesBackAll() throws Exception {
        bench.grant("p1", FAST, VF0, VF1);
        bench.grant("p1", SLOW, VF2);
        bench.add(chained("p1"));
        bench.del(delChained("p1"));
        assertThat(bench.bench.writer().world().ledger().owners()).isEmpty();
        assertThat(bench.marked("p1")).isFalse();
        assertThat(ipam.leased).isEmpty();
    }

    @Test
    void delegatedDelTakesBackItsOwnInterfaceOnly() throws Exception {
        bench.add(delegated("p1", VF0, "net1", VfSettings.NONE));
        bench.add(delegated("p1", VF1, "net2", VfSettings.NONE));
        bench.del(delDelegated("p1", "net1"));
        assertThat(bench.owner(VF0)).isEmpty();
        assertThat(bench.owner(VF1).orElseThrow().phase()).isEqualTo(OwnerPhase.ATTACHED);
        assertThat(bench.marked("p1")).as("it still holds one").isTrue();
        bench.del(delDelegated("p1", "net9"));
        assertThat(bench.owner(VF1)).as("an interface it never had").isPresent();
    }

    @Test
    void aDelOfTheChainThatNamesAnInterfaceOfOursTakesBackThatOne() throws Exception {
        bench.grant("p1", FAST, VF0, VF1);
        bench.add(chained("p1"));
        bench.del(new DelRequest(container("p1"), new IfName("net1"), Optional.empty(), true, Optional.empty()));
        assertThat(bench.owner(VF0)).isEmpty();
        assertThat(bench.owner(VF1)).isPresent();
    }

    @Test
    void aLateDelDoesNotTouchANewerOwner() throws Exception {
        bench.add(delegated("p1", VF0, "net1", VfSettings.NONE));
        host.killNamespace(namespace("p1"));
        bench.add(delegated("p2", VF0, "net1", VfSettings.NONE));
        int writes = host.writes().size();
        bench.del(delDelegated("p1", "net1"));
        assertThat(host.writes()).hasSize(writes);
        assertThat(bench.owner(VF0).orElseThrow().key().container()).isEqualTo(container("p2"));
        assertThat(host.whereIs(VF0)).contains(namespace("p2"));
    }

    @Test
    void whileIpamFailsTheDeviceIsHomeButNotFree() throws Exception {
        bench.add(delegated("p1", VF0, "net1", VfSettings.NONE));
        ipam.fail("del net1");
        assertThat(code(() -> bench.del(delDelegated("p1", "net1")))).isEqualTo(Code.IPAM_FAILED);
        assertThat(host.whereIs(VF0)).contains(Netns.HOST);
        assertThat(bench.owner(VF0).orElseThrow().phase()).isEqualTo(OwnerPhase.RELEASING);
        assertThat(bench.marked("p1")).isTrue();
        assertThat(ipam.leased).hasSize(1);
        ipam.work();
        bench.del(delDelegated("p1", "net1"));
        assertThat(bench.owner(VF0)).isEmpty();
        assertThat(bench.marked("p1")).isFalse();
    }

    @Test
    void oneThatCannotBeTakenBackDoesNotKeepTheOthers() throws Exception {
        bench.grant("p1", FAST, VF0, VF1);
        bench.add(chained("p1"));
        ipam.fail("del net1");
        assertThat(code(() -> bench.del(delChained("p1")))).isEqualTo(Code.IPAM_FAILED);
        assertThat(bench.owner(VF0)).isPresent();
        assertThat(bench.owner(VF1)).isEmpty();
    }

    @Test
    void aStrongReleaseRebindsAlsoAtDel() throws Exception {
        bench.grant("p1", SLOW, VF2);
        bench.add(chained("p1"));
        int before = host.writes().size();
        bench.del(delChained("p1"));
        assertThat(host.writes().subList(before, host.writes().size())).contains("UNBIND " + VF2, "PROBE " + VF2);
        bench.add(delegated("p1", VF0, "net1", VfSettings.NONE));
        int later = host.writes().size();
        bench.del(delDelegated("p1", "net1"));
        assertThat(host.writes().subList(later, host.writes().size())).noneMatch(w -> w.startsWith("UNBIND"));
    }

    @Test
    void delAfterTheNamespaceDied() throws Exception {
        bench.add(delegated("p1", VF0, "net1", VfSettings.NONE));
        host.killNamespace(namespace("p1"));
        bench.del(delDelegated("p1", "net1"));
        assertThat(bench.owner(VF0)).isEmpty();
        assertThat(bench.vf(VF0).netdev().orElseThrow().name()).isNotEqualTo(new IfName("net1"));
    }

    @Test
    void gcReleasesWhatIsDeadAndNotListed() throws Exception {
        bench.add(delegated("p1", VF0, "net1", VfSettings.NONE));
        bench.add(delegated("p2", VF1, "net1", VfSettings.NONE));
        bench.attaching.gc(new GcRequest(NETWORK, Set.of()), AttachBench.call());
        assertThat(bench.bench.writer().world().ledger().owners())
                .as("both live")
                .hasSize(2);

        host.killNamespace(namespace("p1"));
        host.killNamespace(namespace("p2"));
        GcRequest.Valid second = new GcRequest.Valid(container("p2"), new IfName("net1"));
        GcRequest.Valid another = new GcRequest.Valid(container("p1"), new IfName("net9"));
        bench.attaching.gc(new GcRequest(NETWORK, Set.of(second, another)), AttachBench.call());
        assertThat(bench.owner(VF0)).isEmpty();
        assertThat(bench.owner(VF1)).isPresent();
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
