package io.keelson.plugin.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keelson.config.model.DriverChoice;
import io.keelson.config.model.Gate;
import io.keelson.config.model.ResourceName;
import io.keelson.dpdk.grant.DevPath;
import io.keelson.dpdk.grant.DeviceNode;
import io.keelson.dpdk.grant.Extras;
import io.keelson.dpdk.grant.Need;
import io.keelson.plugin.testing.Desks;
import io.keelson.plugin.testing.Vfs;
import io.keelson.vf.model.Code;
import io.keelson.vf.model.DriverName;
import io.keelson.vf.model.Grant;
import io.keelson.vf.model.HostException;
import io.keelson.vf.model.IommuGroup;
import io.keelson.vf.model.PciAddress;
import io.keelson.vf.model.Problem;
import io.keelson.vf.model.Subject;
import io.keelson.vf.model.Vf;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class AllocateTest {
    private static final ResourceName FAST =
            ResourceName.parse("keelson.io/fast").orElseThrow();
    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

    private final List<Grant> book = new ArrayList<>();
    private final List<List<PciAddress>> asked = new ArrayList<>();

    @Test
    void kernelVfsGetTwoVariablesInTheOrdersApplicationsKnow() throws HostException {
        PoolDesk desk = desk("intel.com/sriov_net-A", DriverChoice.KERNEL, Vfs.kernel(0), Vfs.kernel(1));

        AllocateReply reply =
                desk.allocate(List.of(List.of("0000:01:10.1", "0000:01:10.0"))).get(0);

        assertThat(reply.grant().env())
                .hasToString("{PCIDEVICE_INTEL_COM_SRIOV_NET-A=0000:01:10.1,0000:01:10.0, "
                        + "PCIDEVICE_INTEL_COM_SRIOV_NET-A_INFO="
                        + "{\"0000:01:10.0\":{\"generic\":{\"deviceID\":\"0000:01:10.0\"}},"
                        + "\"0000:01:10.1\":{\"generic\":{\"deviceID\":\"0000:01:10.1\"}}}}");
        assertThat(reply.grant().nodes()).isEmpty();
    }

    @Test
    void vfioVfsGetTheContainerOnceAndTheirGroups() throws HostException {
        PoolDesk desk = desk("keelson.io/fast", DriverChoice.VFIO_PCI, Vfs.vfio(0), Vfs.vfio(1));

        AllocateReply reply =
                desk.allocate(List.of(List.of("0000:01:10.0", "0000:01:10.1"))).get(0);

        assertThat(reply.grant().nodes())
                .extracting(DeviceNode::container)
                .extracting(DevPath::text)
                .containsExactly("/dev/vfio/vfio", "/dev/vfio/70", "/dev/vfio/71");
        assertThat(reply.grant().env().get("PCIDEVICE_KEELSON_IO_FAST_INFO"))
                .isEqualTo("{\"0000:01:10.0\":{\"generic\":{\"deviceID\":\"0000:01:10.0\"},"
                        + "\"vfio\":{\"dev-mount\":\"/dev/vfio/70\",\"mount\":\"/dev/vfio/vfio\"}},"
                        + "\"0000:01:10.1\":{\"generic\":{\"deviceID\":\"0000:01:10.1\"},"
                        + "\"vfio\":{\"dev-mount\":\"/dev/vfio/71\",\"mount\":\"/dev/vfio/vfio\"}}}");
    }

    @Test
    void asFoundFollowsTheDriverThatIsBound() throws HostException {
        PoolDesk desk = desk("keelson.io/fast", DriverChoice.AS_FOUND, Vfs.kernel(0), Vfs.vfio(1));

        assertThat(desk.allocate(List.of(List.of("0000:01:10.0")))
                        .get(0)
                        .grant()
                        .nodes())
                .isEmpty();
        assertThat(desk.allocate(List.of(List.of("0000:01:10.1")))
                        .get(0)
                        .grant()
                        .nodes())
                .hasSize(2);
    }

    @Test
    void asFoundGivesTheNodeOfAUioDriver() throws HostException {
        for (String driver : List.of("uio", "igb_uio", "uio_pci_generic")) {
            Vf vf = Vfs.vf(0, Optional.of(new DriverName(driver)), Optional.empty(), Optional.empty(), 0)
                    .withTraits(Vfs.uio("uio7"));
            AllocateReply reply = desk("keelson.io/fast", DriverChoice.AS_FOUND, vf)
                    .allocate(List.of(List.of("0000:01:10.0")))
                    .get(0);

            assertThat(reply.grant().nodes()).containsExactly(DeviceNode.same(new DevPath("/dev/uio7")));
            assertThat(reply.grant().env().get("PCIDEVICE_KEELSON_IO_FAST_INFO"))
                    .contains("\"uio\":{\"mount\":\"/dev/uio7\"}");
        }
    }

    @Test
    void whatThePoolPromisesHasToBeThere() throws HostException {
        Extras vhostNet = new Extras(false, true, Optional.empty(), Optional.empty());
        PoolView pool = new PoolView(
                Desks.terms(FAST, DriverChoice.KERNEL, Gate.OFF, false, true),
                List.of(new Assigned(Vfs.kernel(0), vhostNet, Optional.empty()), assigned(Vfs.kernel(1))));
        PoolDesk whole = new PoolDesk(pool, ports(node -> true));
        PoolDesk without = new PoolDesk(pool, ports(node -> !node.equals(DevPath.TUN)));

        assertThat(whole.allocate(List.of(List.of("0000:01:10.0")))
                        .get(0)
                        .grant()
                        .nodes())
                .containsExactly(DeviceNode.same(DevPath.VHOST_NET), DeviceNode.same(DevPath.TUN));
        assertThat(codeOf(without, "0000:01:10.0")).isEqualTo(Code.DEVICE_NODE_MISSING);
        assertThat(without.allocate(List.of(List.of("0000:01:10.1")))).hasSize(1);
    }

    @Test
    void aKernelPoolNeverGivesNodes() throws HostException {
        PoolDesk desk = desk("keelson.io/fast", DriverChoice.KERNEL, Vfs.vfio(0));

        assertThat(desk.allocate(List.of(List.of("0000:01:10.0")))
                        .get(0)
                        .grant()
                        .nodes())
                .isEmpty();
    }

    @Test
    void grantsOfAllContainersAreWrittenAtOnce() throws HostException {
        PoolDesk desk = desk("keelson.io/fast", DriverChoice.KERNEL, Vfs.kernel(0), Vfs.kernel(1));

        desk.allocate(List.of(List.of("0000:01:10.0"), List.of("0000:01:10.1", "0000:01:10.1")));

        assertThat(book)
                .containsExactly(
                        new Grant(Vfs.kernel(0).address(), "keelson.io/fast", NOW),
                        new Grant(Vfs.kernel(1).address(), "keelson.io/fast", NOW));
    }

    @Test
    void anUnknownDeviceFailsAllAndGrantsNothing() {
        PoolDesk desk = desk("keelson.io/fast", DriverChoice.KERNEL, Vfs.kernel(0));

        assertThatThrownBy(() -> desk.allocate(List.of(List.of("0000:01:10.0"), List.of("0000:01:10.7"))))
                .isInstanceOfSatisfying(HostException.class, e -> {
                    assertThat(e.problem().code()).isEqualTo(Code.DEVICE_UNKNOWN);
                    assertThat(e.problem().line()).contains("0000:01:10.7", "keelson.io/fast");
                });
        assertThat(book).isEmpty();
    }

    @Test
    void idsAreComparedAsTheyWereOffered() {
        PoolDesk desk = desk("keelson.io/fast", DriverChoice.KERNEL, Vfs.kernel(0));

        for (String id : List.of("", "0000:01:10.0 ", "01:10.0", "00000:01:10.0", "\u0000", "../x")) {
            assertThatThrownBy(() -> desk.allocate(List.of(List.of(id)))).isInstanceOf(HostException.class);
        }
    }

    @Test
    void aPromisedNodeThatIsMissingIsNamed() {
        PoolDesk desk = desk(node -> !node.text().endsWith("71"), DriverChoice.VFIO_PCI, Vfs.vfio(0), Vfs.vfio(1));

        assertThatThrownBy(() -> desk.allocate(List.of(List.of("0000:01:10.0", "0000:01:10.1"))))
                .isInstanceOfSatisfying(HostException.class, e -> {
                    assertThat(e.problem().code()).isEqualTo(Code.DEVICE_NODE_MISSING);
                    assertThat(e.problem().subject()).hasToString("/dev/vfio/71");
                });
        assertThat(book).isEmpty();
    }

    @Test
    void aGroupWithoutIommuComesUnderItsPlainName() throws HostException {
        Set<String> there = Set.of("/dev/vfio/vfio", "/dev/vfio/70", "/dev/vfio/noiommu-71");
        PoolDesk desk = desk(node -> there.contains(node.text()), DriverChoice.VFIO_PCI, Vfs.vfio(0), Vfs.vfio(1));

        AllocateReply reply =
                desk.allocate(List.of(List.of("0000:01:10.0", "0000:01:10.1"))).get(0);

        assertThat(reply.grant().nodes())
                .extracting(node -> node.host() + " " + node.container())
                .containsExactly(
                        "/dev/vfio/vfio /dev/vfio/vfio",
                        "/dev/vfio/70 /dev/vfio/70",
                        "/dev/vfio/noiommu-71 /dev/vfio/71");
        assertThat(reply.grant().needs()).containsExactlyInAnyOrder(Need.LOCKED_MEMORY, Need.RAW_IO);
    }

    @Test
    void aSharedOrMissingGroupIsNeverHandedOut() {
        Optional<DriverName> vfio = Optional.of(DriverName.VFIO_PCI);
        Vf shared = Vfs.vf(0, vfio, Optional.empty(), Optional.of(new IommuGroup(9)), 2);
        Vf none = Vfs.vf(1, vfio, Optional.empty(), Optional.empty(), 0);
        PoolDesk desk = desk("keelson.io/fast", DriverChoice.VFIO_PCI, shared, none);

        assertThat(codeOf(desk, "0000:01:10.0")).isEqualTo(Code.IOMMU_GROUP_SHARED);
        assertThat(codeOf(desk, "0000:01:10.1")).isEqualTo(Code.IOMMU_OFF);
    }

    @Test
    void aJournalThatCannotBeWrittenFailsTheReply() {
        Problem full = Problem.of(Code.JOURNAL_UNWRITABLE, Subject.file("/var/lib/keelson"), "disk full", "make room");
        PoolDesk desk = new PoolDesk(
                view(true, DriverChoice.KERNEL, FAST, Vfs.kernel(0)),
                Desks.ports(
                        grants -> {
                            throw new HostException(full);
                        },
                        this::refuse,
                        node -> true,
                        Clock.systemUTC()));

        assertThat(codeOf(desk, "0000:01:10.0")).isEqualTo(Code.JOURNAL_UNWRITABLE);
    }

    @Test
    void onlyAGatedPoolAsksTheGate() {
        PoolDesk open = desk("keelson.io/fast", DriverChoice.KERNEL, Vfs.kernel(0));
        assertThat(open.refuseStart(List.of("0000:01:10.0"))).isEmpty();
        assertThat(asked).isEmpty();

        PoolDesk gated =
                new PoolDesk(view(true, DriverChoice.KERNEL, FAST, Vfs.kernel(0), Vfs.kernel(1)), ports(node -> true));
        assertThat(gated.refuseStart(List.of("0000:01:10.1", "0000:01:10.0")).map(Problem::code))
                .contains(Code.DEVICE_NOT_ATTACHED);
        assertThat(asked).containsExactly(List.of(Vfs.address(1), Vfs.address(0)));
        assertThat(gated.refuseStart(List.of("0000:01:10.9")).map(Problem::code))
                .contains(Code.DEVICE_UNKNOWN);
    }

    @Test
    void aPoolThatDoesNotAttachGatesItsUserspaceDevicesAlone() {
        PoolTerms mixed = Desks.terms(FAST, DriverChoice.AS_FOUND, Gate.STRICT, false, true);
        PoolDesk desk = new PoolDesk(
                new PoolView(mixed, List.of(assigned(Vfs.kernel(0)), assigned(Vfs.vfio(1)))), ports(node -> true));

        assertThat(mixed.preStartRequired()).isTrue();
        assertThat(desk.refuseStart(List.of("0000:01:10.0"))).isEmpty();
        assertThat(desk.refuseStart(List.of("0000:01:10.0", "0000:01:10.1"))).isPresent();
        assertThat(asked).containsExactly(List.of(Vfs.address(1)));
        assertThat(Desks.terms(FAST, DriverChoice.KERNEL, Gate.STRICT, false, true)
                        .preStartRequired())
                .isFalse();
        assertThat(Desks.terms(FAST, DriverChoice.VFIO_PCI, Gate.OFF, true, true)
                        .preStartRequired())
                .isFalse();
    }

    private Optional<Problem> refuse(PoolTerms terms, List<PciAddress> devices) {
        asked.add(devices);
        return Optional.of(Problem.of(
                Code.DEVICE_NOT_ATTACHED,
                new Subject(terms.resource().toString()),
                "not attached",
                "wait for CNI ADD"));
    }

    private static Code codeOf(PoolDesk desk, String id) {
        try {
            desk.allocate(List.of(List.of(id)));
        } catch (HostException e) {
            return e.problem().code();
        }
        throw new AssertionError("allocated " + id);
    }

    private PoolDesk desk(String resource, DriverChoice wish, Vf... vfs) {
        return new PoolDesk(view(false, wish, ResourceName.parse(resource).orElseThrow(), vfs), ports(node -> true));
    }

    private PoolDesk desk(NodeCheck check, DriverChoice wish, Vf... vfs) {
        return new PoolDesk(view(false, wish, FAST, vfs), ports(check));
    }

    private PoolDesk.Ports ports(NodeCheck check) {
        return Desks.ports(book::addAll, this::refuse, check, Clock.fixed(NOW, ZoneOffset.UTC));
    }

    private static PoolView view(boolean gated, DriverChoice wish, ResourceName resource, Vf... vfs) {
        return new PoolView(
                Desks.terms(resource, wish, gated ? Gate.STRICT : Gate.OFF, true, true),
                Stream.of(vfs).map(AllocateTest::assigned).toList());
    }

    private static Assigned assigned(Vf vf) {
        return new Assigned(vf, Optional.empty());
    }
}
