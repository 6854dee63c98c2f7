package io.keelson.vf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keelson.vf.model.HostException;
import io.keelson.vf.model.MacAddress;
import io.keelson.vf.model.Netdev;
import io.keelson.vf.model.Netns;
import io.keelson.vf.model.Vf;
import io.keelson.vf.model.VfSettings;
import io.keelson.vf.model.VfVlan;
import io.keelson.vf.model.VlanId;
import io.keelson.vf.model.VlanProto;
import io.keelson.vf.model.VlanQos;
import io.keelson.vf.step.LinkChange;
import io.keelson.vf.step.LinkRef;
import io.keelson.vf.step.Outcome;
import io.keelson.vf.testing.FakeHost;
import io.keelson.vf.testing.Faults;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * The agent dies before and after each kernel write of an attach and of a detach, with the sandbox living on or dying too.
 * The next start repairs what is left: no VF leaked, none handed out dirty, addresses given back.
 */
class KillTest {
    private static final VfSettings TENANT = VfSettings.NONE
            .withMac(MacAddress.of("02:00:00:00:00:42"))
            .withVlan(new VfVlan(new VlanId(100), new VlanQos(3), VlanProto.DOT1Q))
            .withTrust(true)
            .withSpoofchk(false);

    @TempDir
    Path tmp;

    /** One moment to die. */
    private record Moment(int write, boolean after, boolean sandboxDiesToo) {
        void arm(FakeHost host) {
            if (after) {
                host.faults().killAfter(write);
            } else {
                host.faults().killBefore(write);
            }
        }
    }

    @Test
    void attachAndDetachLeaveTheBaseline() throws HostException {
        try (Bench bench = newBench("plain")) {
            Vf before = bench.vf();
            assertThat(bench.attach("p1", TENANT)).isInstanceOf(Outcome.Applied.class);
            assertThat(bench.host.whereIs(Bench.VF0)).contains(Bench.namespace("p1"));
            assertThat(bench.detach("p1")).isEmpty();
            assertClean(bench, before.netdev().orElseThrow());
            assertThat(bench.addressesBack).containsExactly(Bench.key("p1"));
        }
    }

    @TestFactory
    Stream<DynamicTest> killedWhileAttaching() throws HostException {
        return moments(attachWrites()).stream()
                .map(m -> DynamicTest.dynamicTest(m.toString(), () -> {
                    Path dir = tmp.resolve(m.toString());
                    FakeHost host = newHost();
                    Netdev before;
                    try (Bench bench = new Bench(host, dir)) {
                        before = bench.vf().netdev().orElseThrow();
                        m.arm(host);
                        assertThatThrownBy(() -> bench.attach("p1", TENANT)).isInstanceOf(Faults.Killed.class);
                    }
                    restart(host, m);
                    try (Bench bench = new Bench(host, dir)) {
                        assertThat(bench.recover()).isEmpty();
                        assertThat(bench.addressesBack).containsExactly(Bench.key("p1"));
                        assertClean(bench, before);
                    }
                }));
    }

    @TestFactory
    Stream<DynamicTest> killedWhileDetaching() throws HostException {
        return moments(detachWrites()).stream()
                .map(m -> DynamicTest.dynamicTest(m.toString(), () -> {
                    Path dir = tmp.resolve("d" + m);
                    FakeHost host = newHost();
                    Netdev before;
                    try (Bench bench = new Bench(host, dir)) {
                        before = bench.vf().netdev().orElseThrow();
                        assertThat(bench.attach("p1", TENANT)).isInstanceOf(Outcome.Applied.class);
                        m.arm(host);
                        assertThatThrownBy(() -> bench.detach("p1")).isInstanceOf(Faults.Killed.class);
                    }
                    restart(host, m);
                    try (Bench bench = new Bench(host, dir)) {
                        assertThat(bench.recover()).isEmpty();
                        assertClean(bench, before);
                    }
                }));
    }

    @Test
    void aCommittedAttachmentStaysWhileItsSandboxLives() throws HostException {
        Path dir = tmp.resolve("stays");
        FakeHost host = newHost();
        try (Bench bench = new Bench(host, dir)) {
            bench.attach("p1", TENANT);
        }
        int writes = host.writes().size();
        try (Bench bench = new Bench(host, dir)) {
            assertThat(bench.recover()).isEmpty();
            assertThat(bench.isFree()).isFalse();
            assertThat(host.writes()).as("a running pod is not touched").hasSize(writes);
            host.killNamespace(Bench.namespace("p1"));
            assertThat(bench.recover()).isEmpty();
            assertThat(bench.isFree()).isTrue();
        }
    }

    /** The kernel moves first and renames then: dying between the two leaves the netdev over there under its own name. */
    @Test
    void aNetdevThatWasHalfMovedIsFetchedHome() throws HostException {
        Path dir = tmp.resolve("half");
        FakeHost host = newHost();
        Netdev before;
        try (Bench bench = new Bench(host, dir)) {
            before = bench.vf().netdev().orElseThrow();
            host.faults().killBefore(moveOf());
            assertThatThrownBy(() -> bench.attach("p1", TENANT)).isInstanceOf(Faults.Killed.class);
        }
        host.faults().reset();
        host.links().change(LinkRef.onHost(Bench.VF0), new LinkChange.MoveTo(Bench.namespace("p1"), before.name()));
        try (Bench bench = new Bench(host, dir)) {
            assertThat(bench.recover()).isEmpty();
            assertClean(bench, before);
        }
    }

    private int moveOf() throws HostException {
        try (Bench other = newBench("where-is-the-move")) {
            int first = other.host.writes().size();
            other.attach("p1", TENANT);
            List<String> writes =
                    other.host.writes().subList(first, other.host.writes().size());
            for (int n = 1; n <= writes.size(); n++) {
                if (writes.get(n - 1).contains("MoveTo")) {
                    return n;
                }
            }
            throw new AssertionError("no move");
        }
    }

    @Test
    void aNewOwnerIsNotTouchedByAnOldDel() throws HostException {
        try (Bench bench = newBench("late")) {
            bench.attach("p1", VfSettings.NONE);
            bench.detach("p1");
            bench.host.addNamespace(Bench.namespace("p2"));
            assertThat(bench.attach("p2", TENANT)).isInstanceOf(Outcome.Applied.class);
            int writes = bench.host.writes().size();
            assertThat(bench.detach("p1")).isEmpty();
            assertThat(bench.host.writes()).hasSize(writes);
            assertThat(bench.host.whereIs(Bench.VF0)).contains(Bench.namespace("p2"));
        }
    }

    @Test
    void whileAPodHoldsItAnotherIsRefusedNamingBoth() throws HostException {
        try (Bench bench = newBench("held")) {
            bench.attach("p1", VfSettings.NONE);
            bench.host.addNamespace(Bench.namespace("p2"));
            assertThat(bench.attach("p2", VfSettings.NONE)
                            .failure()
                            .orElseThrow()
                            .line())
                    .contains("DEVICE_HELD", "default/p1", "default/p2");
        }
    }

    private static void assertClean(Bench bench, Netdev before) {
        assertThat(bench.isFree()).as("free").isTrue();
        assertThat(bench.host.whereIs(Bench.VF0)).contains(Netns.HOST);
        Vf vf = bench.vf();
        Netdev now = vf.netdev().orElseThrow();
        assertThat(now.name()).isEqualTo(before.name());
        assertThat(now.up()).isFalse();
        assertThat(now.mtu()).isEqualTo(before.mtu());
        VfSettings settings = vf.settings().orElseThrow();
        assertThat(now.mac()).isEqualTo(settings.mac());
        VfSettings baseline =
                bench.writer.world().ledger().baseline(Bench.VF0).orElseThrow().settings();
        assertThat(baseline.differingFrom(settings)).isEqualTo(VfSettings.NONE);
        assertThat(settings.trust()).isEqualTo(Optional.of(false));
        assertThat(settings.vlan()).isEqualTo(Optional.of(VfVlan.NONE));
    }

    private static List<Moment> moments(int writes) {
        List<Moment> moments = new ArrayList<>();
        for (int n = 1; n <= writes; n++) {
            for (boolean after : new boolean[] {false, true}) {
                moments.add(new Moment(n, after, false));
                moments.add(new Moment(n, after, true));
            }
        }
        return moments;
    }

    private int attachWrites() throws HostException {
        try (Bench bench = newBench("count")) {
            int before = bench.host.writes().size();
            bench.attach("p1", TENANT);
            return bench.host.writes().size() - before;
        }
    }

    private int detachWrites() throws HostException {
        try (Bench bench = newBench("count-detach")) {
            bench.attach("p1", TENANT);
            int before = bench.host.writes().size();
            bench.detach("p1");
            return bench.host.writes().size() - before;
        }
    }

    private static void restart(FakeHost host, Moment m) {
        host.faults().reset();
        if (m.sandboxDiesToo()) {
            host.killNamespace(Bench.namespace("p1"));
        }
    }

    private Bench newBench(String name) throws HostException {
        return new Bench(newHost(), tmp.resolve(name));
    }

    private static FakeHost newHost() throws HostException {
        FakeHost host = Bench.hostWithVfs();
        host.addNamespace(Bench.namespace("p1"));
        return host;
    }
}
