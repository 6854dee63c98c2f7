package io.keelson.plugin.attach;

import static io.keelson.plugin.attach.AttachBench.FAST;
import static io.keelson.plugin.attach.AttachBench.VF0;
import static io.keelson.plugin.attach.AttachBench.VF1;
import static io.keelson.plugin.attach.AttachBench.chained;
import static io.keelson.plugin.attach.AttachBench.delegated;
import static io.keelson.plugin.attach.AttachBench.namespace;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.keelson.vf.model.Code;
import io.keelson.vf.model.HostException;
import io.keelson.vf.model.IfAddress;
import io.keelson.vf.model.Netns;
import io.keelson.vf.model.OwnerPhase;
import io.keelson.vf.model.VfSettings;
import io.keelson.vf.testing.FakeHost;
import java.nio.file.Path;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** ADD of what is attached already, and what is found out only after attaching. */
class AskedAgainTest {
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
    void theAnswerIsTheSameAndNothingIsDone() throws Exception {
        List<Attached> first = bench.add(delegated("p1", VF0, "net1", VfSettings.NONE));
        int writes = host.writes().size();
        assertThat(bench.add(delegated("p1", VF0, "net1", VfSettings.NONE))).isEqualTo(first);
        assertThat(host.writes()).hasSize(writes);
        assertThat(ipam.calls).containsExactly("add c-p1 net1");
    }

    /** What an earlier ADD gave, its pod may use by now. */
    @Test
    void aFailureTakesBackOnlyWhatThisRequestAttached() throws Exception {
        bench.grant("p1", FAST, VF0);
        bench.add(chained("p1"));
        bench.grant("p1", FAST, VF0, VF1);
        ipam.fail("add net2");

        assertThat(code(() -> bench.add(chained("p1")))).isEqualTo(Code.IPAM_FAILED);

        assertThat(bench.owner(VF0).orElseThrow().phase()).isEqualTo(OwnerPhase.ATTACHED);
        assertThat(host.whereIs(VF0)).contains(namespace("p1"));
        assertThat(bench.owner(VF1)).isEmpty();
        assertThat(bench.marked("p1")).isTrue();
    }

    /** As after a reboot of the sandbox: what the ledger says of the dead one is no answer for the new one. */
    @Test
    void attachedToItsSandboxThatDiedIsNotAttached() throws Exception {
        bench.add(delegated("p1", VF0, "net1", VfSettings.NONE));
        host.killNamespace(namespace("p1"));

        assertThat(code(() -> bench.add(delegated("p1", VF0, "net1", VfSettings.NONE))))
                .isEqualTo(Code.NETNS_GONE);
        assertNothingLeft();

        host.addNamespace(namespace("p1"));
        bench.add(delegated("p1", VF0, "net1", VfSettings.NONE));
        assertThat(host.whereIs(VF0)).contains(namespace("p1"));
    }

    @Test
    void anAddressThatAnotherHostHasIsGivenBackWithTheDevice() throws Exception {
        ipam.giveV6();
        bench.add(delegated("p2", VF1, "net1", VfSettings.NONE));
        bench.duplicates.add(IfAddress.parse("fd00::3/64").orElseThrow());

        assertThat(code(() -> bench.add(delegated("p1", VF0, "net1", VfSettings.NONE))))
                .isEqualTo(Code.ADDRESS_DUPLICATE);

        assertNothingLeft();
        assertThat(bench.owner(VF1)).as("another pod's").isPresent();
    }

    private void assertNothingLeft() {
        assertThat(bench.owner(VF0)).isEmpty();
        assertThat(host.whereIs(VF0)).contains(Netns.HOST);
        assertThat(ipam.leased.keySet())
                .extracting(FakeIpam.Key::container)
                .doesNotContain(AttachBench.container("p1").text());
        assertThat(bench.marked("p1")).isFalse();
    }

    private static Code code(ThrowingCallable call) {
        HostException e = catchThrowableOfType(HostException.class, call);
        assertThat(e).as("refused").isNotNull();
        return e.problem().code();
    }
}
