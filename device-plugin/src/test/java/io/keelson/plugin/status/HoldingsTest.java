package io.keelson.plugin.status;

import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.vf.HostScanner;
import io.keelson.vf.model.BootId;
import io.keelson.vf.model.ContainerId;
import io.keelson.vf.model.DeviceId;
import io.keelson.vf.model.Grant;
import io.keelson.vf.model.IfName;
import io.keelson.vf.model.Ledger;
import io.keelson.vf.model.NetnsPath;
import io.keelson.vf.model.Owner;
import io.keelson.vf.model.OwnerKey;
import io.keelson.vf.model.OwnerPhase;
import io.keelson.vf.model.PciAddress;
import io.keelson.vf.model.PodRef;
import io.keelson.vf.model.Problem;
import io.keelson.vf.model.Snapshot;
import io.keelson.vf.model.SriovLayout;
import io.keelson.vf.model.Vf;
import io.keelson.vf.testing.PciNode;
import io.keelson.vf.testing.TreeBuilder;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who has which VF, as it is printed. */
class HoldingsTest {
    private static final Instant SINCE = Instant.parse("2026-01-01T00:00:00.123456789Z");
    private static final PciAddress FIRST = PciAddress.of("0000:01:10.0");
    private static final PciAddress SECOND = PciAddress.of("0000:01:10.2");

    @TempDir
    Path root;

    @SuppressWarnings("NullAway.Init")
    private Snapshot facts;

    @BeforeEach
    void twoVfs() {
        TreeBuilder tree = new TreeBuilder(root);
        PciNode pf = tree.nic(PciAddress.of("0000:01:00.0"), 7).netdev("pf0", 2).file("sriov_numvfs", "2");
        tree.vf(pf, 0, new SriovLayout(128, 2)).driver("igbvf").netdev("v0", 10);
        tree.vf(pf, 1, new SriovLayout(128, 2)).driver("vfio-pci").iommuGroup(71);
        facts = HostScanner.ofTree(root).scan();
    }

    @Test
    void tableNamesPodResourceAndWhatThePodSees() {
        assertThat(holdings(Map.of(SECOND, "default/dpdk")).table()).isEqualTo("""
                VF            POD           RESOURCE         AS    PHASE     SINCE
                0000:01:10.0  default/left  keelson.io/fast  net1  attached  2026-01-01T00:00:00Z
                0000:01:10.2  default/dpdk  keelson.io/dpdk  vfio  granted   2026-01-01T00:00:00Z
                """);
    }

    @Test
    void whatIsNotKnownIsNull() {
        assertThat(holdings(Map.of()).tree().path("vfs").path(1))
                .hasToString("{\"vf\":\"0000:01:10.2\",\"pod\":null,\"resource\":\"keelson.io/dpdk\",\"as\":\"vfio\","
                        + "\"phase\":\"granted\",\"since\":\"2026-01-01T00:00:00.123456789Z\",\"gone\":false}");
    }

    @Test
    void whereNobodyNamedAPodThereIsNone() {
        Holdings holdings = holdings(owner(PodRef.NONE), Map.of());
        assertThat(holdings.tree().path("vfs").path(0).path("pod").isNull()).isTrue();
        assertThat(holdings.table()).contains("0000:01:10.0  -    keelson.io/fast");
    }

    @Test
    void whatAPodHasAndTheHostHasNoMoreIsAProblem() {
        Ledger ledger = ledger(owner(new PodRef("default", "left", "u")));
        new TreeBuilder(root.resolve("other")).nic(PciAddress.of("0000:02:00.0"), 7);
        Holdings holdings =
                Holdings.of(ledger, HostScanner.ofTree(root.resolve("other")).scan(), Map.of());

        assertThat(holdings.table())
                .contains("default/left  keelson.io/fast  (gone)  attached")
                .contains("-             keelson.io/dpdk  (gone)  granted");
        assertThat(holdings.tree().path("vfs").path(0).path("as").isNull()).isTrue();
        assertThat(holdings.tree().path("vfs").path(0).path("gone").booleanValue())
                .isTrue();
        assertThat(holdings.problems())
                .extracting(Problem::line)
                .containsExactly(
                        "VF_NOT_FOUND 0000:01:10.0: given to default/left, and not on this host any more; next: delete the pod;"
                                + " `keelson inventory` shows which NICs and VFs are there",
                        "VF_NOT_FOUND 0000:01:10.2: given to a pod, and not on this host any more; next: delete the pod;"
                                + " `keelson inventory` shows which NICs and VFs are there");
        assertThat(Holdings.of(ledger, facts, Map.of()).problems()).isEmpty();
    }

    @Test
    void nothingHeldSaysSo() {
        assertThat(Holdings.of(Ledger.EMPTY, facts, Map.of()).table()).isEqualTo("No VF is held or granted.\n");
    }

    private Holdings holdings(Map<DeviceId, String> pods) {
        return holdings(owner(new PodRef("default", "left", "u")), pods);
    }

    private Holdings holdings(Owner owner, Map<DeviceId, String> pods) {
        return Holdings.of(ledger(owner), facts, pods);
    }

    private Ledger ledger(Owner owner) {
        Vf first = facts.vf(FIRST).orElseThrow();
        Vf second = facts.vf(SECOND).orElseThrow();
        return new Ledger(
                Map.of(first.id(), owner),
                Map.of(),
                Map.of(
                        FIRST, new Grant(first.address(), "keelson.io/fast", SINCE),
                        SECOND, new Grant(second.address(), "keelson.io/dpdk", SINCE)));
    }

    private static Owner owner(PodRef pod) {
        OwnerKey key = new OwnerKey(
                new BootId("00000000-0000-0000-0000-000000000001"), new ContainerId("c1"), new IfName("net1"));
        return new Owner(
                key,
                OwnerPhase.ATTACHED,
                pod,
                new NetnsPath("/run/netns/left"),
                OptionalLong.empty(),
                Optional.of("keelson.io/fast"),
                Optional.empty(),
                SINCE);
    }
}
