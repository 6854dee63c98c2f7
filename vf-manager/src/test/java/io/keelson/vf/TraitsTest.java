package io.keelson.vf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.keelson.vf.model.AcpiIndex;
import io.keelson.vf.model.AuxName;
import io.keelson.vf.model.DeviceId;
import io.keelson.vf.model.DeviceNode;
import io.keelson.vf.model.DriverName;
import io.keelson.vf.model.FunctionKind;
import io.keelson.vf.model.LinkType;
import io.keelson.vf.model.OtherFunction;
import io.keelson.vf.model.PKey;
import io.keelson.vf.model.PciAddress;
import io.keelson.vf.model.Problem;
import io.keelson.vf.model.RdmaDevice;
import io.keelson.vf.model.RdmaName;
import io.keelson.vf.model.Snapshot;
import io.keelson.vf.model.SriovLayout;
import io.keelson.vf.model.SubFunction;
import io.keelson.vf.model.Traits;
import io.keelson.vf.model.VdpaDevice;
import io.keelson.vf.model.VdpaName;
import io.keelson.vf.model.VdpaType;
import io.keelson.vf.model.Vf;
import io.keelson.vf.testing.PciNode;
import io.keelson.vf.testing.TreeBuilder;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What functions have besides their PCI facts, and which devices are neither PFs nor VFs of NICs. */
class TraitsTest {
    private static final Path TREE = Path.of("src/test/trees/connectx-traits");
    private static final PciAddress ETHERNET_PF = PciAddress.of("0000:5e:00.0");

    private final Snapshot facts = HostScanner.ofTree(TREE).scan();

    @TempDir
    Path root;

    @Test
    void theTreeIsSound() {
        assertThat(facts.problems()).isEmpty();
        assertThat(facts.pfs()).hasSize(2);
    }

    @Test
    void anInfinibandVfHasItsKeyAndAllItsNodes() {
        Traits traits = traits("0000:3b:00.1");
        assertThat(traits.linkType()).contains(LinkType.INFINIBAND);
        assertThat(traits.pkey()).contains(new PKey(0x8001));
        assertThat(traits.acpiIndex()).isEmpty();
        assertThat(traits.rdma())
                .containsExactly(new RdmaDevice(
                        new RdmaName("mlx5_1"), node("ucm1"), node("issm1"), node("umad1"), node("uverbs1"), true));
        assertThat(traits.rdma().get(0).nodes())
                .containsExactly(
                        "/dev/infiniband/ucm1",
                        "/dev/infiniband/issm1",
                        "/dev/infiniband/umad1",
                        "/dev/infiniband/uverbs1",
                        "/dev/infiniband/rdma_cm");
    }

    @Test
    void aVfWhoseNetdevIsAwaySpeaksWhatItsPfSpeaks() {
        assertThat(vf("0000:3b:00.2").netdevIsAway()).isTrue();
        assertThat(traits("0000:3b:00.2").linkType()).contains(LinkType.INFINIBAND);
        assertThat(traits("0000:3b:00.2").pkey()).contains(new PKey(0x8002));
        assertThat(traits("0000:5e:00.4").linkType()).contains(LinkType.ETHER);
    }

    @Test
    void aPfHasTraitsToo() {
        Traits traits = facts.pfs().get(0).traits();
        assertThat(traits.acpiIndex()).contains(new AcpiIndex(3));
        assertThat(traits.linkType()).contains(LinkType.INFINIBAND);
        assertThat(traits.pkey()).contains(new PKey(0xffff));
        assertThat(traits.isRdma()).isTrue();
    }

    @Test
    void vdpaDevicesAreFoundByTheirFunctionWhateverTheirName() {
        assertThat(traits("0000:5e:00.1").vdpa())
                .contains(new VdpaDevice(
                        new VdpaName("vdpa:0000:5e:00.1"), Optional.of(VdpaType.VHOST), node("vhost-vdpa-0")));
        assertThat(traits("0000:5e:00.1").vdpa().orElseThrow().path()).contains("/dev/vhost-vdpa-0");
        assertThat(vf("0000:5e:00.1").netdevIsAway())
                .as("it need have none, so nobody else has it")
                .isFalse();
        assertThat(traits("0000:5e:00.2").vdpa())
                .contains(new VdpaDevice(new VdpaName("vdpa1"), Optional.of(VdpaType.VIRTIO), Optional.empty()));
        assertThat(traits("0000:5e:00.5").vdpa()).isEmpty();
    }

    @Test
    void aUioNodeIsLookedForOnlyWithAUioDriver() {
        assertThat(traits("0000:5e:00.3").uio()).contains(new DeviceNode("uio0"));
        assertThat(traits("0000:5e:00.4").uio()).isEmpty();

        TreeBuilder tree = new TreeBuilder(root);
        tree.nic(PciAddress.of("0000:01:00.0"), 7).directory("uio/uio0");
        assertThat(HostScanner.ofTree(root).scan().pfs().get(0).traits().uio()).isEmpty();
    }

    /** RoCE devices have keys too, which mean nothing on Ethernet. */
    @Test
    void aPartitionKeyIsOneOfInfinibandOnly() {
        TreeBuilder tree = new TreeBuilder(root);
        PciNode pf = tree.nic(PciAddress.of("0000:01:00.0"), 7).netdev("eth1", 3);
        pf.directory("infiniband/mlx5_0/ports/1/pkeys").file("infiniband/mlx5_0/ports/1/pkeys/0", "0xffff");
        assertThat(HostScanner.ofTree(root).scan().pfs().get(0).traits())
                .matches(t -> t.isRdma() && t.pkey().isEmpty());
    }

    @Test
    void aVfThatItsPfDoesNotList_isNoNicOfItsOwn() {
        TreeBuilder tree = new TreeBuilder(root);
        PciNode pf = tree.nic(PciAddress.of("0000:01:00.0"), 7);
        tree.vf(pf, 0, new SriovLayout(128, 2)).driver("igbvf");
        pf.without("virtfn0");
        assertThat(HostScanner.ofTree(root).scan().others().functions()).isEmpty();
    }

    @Test
    void aVfWithoutAnyHasOnlyItsLinkType() {
        assertThat(traits("0000:5e:00.4"))
                .isEqualTo(new Traits(
                        Optional.empty(),
                        Optional.of(LinkType.ETHER),
                        Optional.empty(),
                        List.of(),
                        Optional.empty(),
                        Optional.empty()));
    }

    @Test
    void severalRdmaDevicesComeInTheOrderOfTheirTextEachWithItsOwnNode() {
        assertThat(traits("0000:5e:00.5").rdma())
                .extracting(d -> d.name().text(), d -> d.uverbs().orElseThrow().name())
                .containsExactly(tuple("mlx5_10", "uverbs10"), tuple("mlx5_9", "uverbs9"));
    }

    @Test
    void aNicWithoutSriovAndAcceleratorsAreOthers() {
        assertThat(facts.others().functions())
                .extracting(f -> f.address().toString())
                .containsExactly("0000:02:00.0", "0000:b1:00.0", "0000:b1:00.1");
        OtherFunction nic = facts.others().functions().get(0);
        assertThat(nic.kind()).isEqualTo(FunctionKind.NETWORK);
        assertThat(nic.netdev().orElseThrow().name().text()).isEqualTo("eno1");
        assertThat(nic.traits().acpiIndex()).contains(new AcpiIndex(1));
        assertThat(nic.traits().linkType()).contains(LinkType.ETHER);
        OtherFunction vf = facts.others().functions().get(2);
        assertThat(vf.kind()).isEqualTo(FunctionKind.ACCELERATOR);
        assertThat(vf.physfn()).contains(PciAddress.of("0000:b1:00.0"));
        assertThat(vf.driver()).contains(DriverName.VFIO_PCI);
        assertThat(facts.others().function(vf.address())).contains(vf);
    }

    @Test
    void everyDeviceIsFoundByWhatKubeletCallsIt() {
        for (String id : List.of("0000:5e:00.4", "0000:5e:00.0", "0000:02:00.0", "0000:b1:00.1", "mlx5_core.sf.4")) {
            DeviceId device = DeviceId.parse(id).orElseThrow();
            assertThat(facts.device(device).orElseThrow().deviceId()).isEqualTo(device);
        }
        assertThat(DeviceId.parse("mlx5_core.sf")).isEmpty();
        assertThat(facts.device(AuxName.parse("mlx5_core.sf.5").orElseThrow())).isEmpty();
        assertThat(facts.device(AuxName.parse("mlx5_core.sf.4").orElseThrow())
                        .orElseThrow()
                        .wire())
                .isEqualTo(ETHERNET_PF);
    }

    @Test
    void subFunctionsComeInTheOrderOfTheirNumber() {
        List<SubFunction> all = facts.others().subFunctions();
        assertThat(all).extracting(sf -> sf.name().toString()).containsExactly("mlx5_core.sf.4", "mlx5_core.sf.12");
        SubFunction sf = all.get(0);
        assertThat(sf.parent()).isEqualTo(ETHERNET_PF);
        assertThat(sf.number()).isEqualTo(88);
        assertThat(sf.netdev().orElseThrow().name().text()).isEqualTo("ens2f0s88");
        assertThat(sf.traits().rdma()).extracting(RdmaDevice::name).containsExactly(new RdmaName("mlx5_6"));
        assertThat(all.get(1).netdev()).isEmpty();
        assertThat(all.get(1).traits().linkType()).contains(LinkType.ETHER);
        assertThat(facts.others().subFunction(AuxName.parse("mlx5_core.sf.12").orElseThrow()))
                .contains(all.get(1));
    }

    @Test
    void traitsAreReadAnewWithTheirVf() {
        TreeBuilder tree = new TreeBuilder(root);
        PciNode pf =
                tree.nic(PciAddress.of("0000:01:00.0"), 7).netdev("eth1", 3).netdevFile("eth1", "type", "1");
        PciNode vf = tree.vf(pf, 0, new SriovLayout(128, 2)).driver("igbvf").netdev("eth3", 4);
        HostScanner scanner = HostScanner.ofTree(root);
        Vf before = scanner.scan().vf(vf.address()).orElseThrow();
        assertThat(before.traits().linkType())
                .as("of the PF, the VF not telling")
                .contains(LinkType.ETHER);

        vf.without("net").netdevAway().driver("igb_uio").directory("uio/uio7");
        Vf after = ((Part.OfVf) scanner.vf(before).orElseThrow()).facts();
        assertThat(after.traits().linkType()).contains(LinkType.ETHER);
        assertThat(after.traits().uio()).contains(new DeviceNode("uio7"));
    }

    /** Its event brings a look at the one function. */
    @Test
    void aVdpaDeviceThatCameIsSeenWithItsVf() {
        TreeBuilder tree = new TreeBuilder(root);
        PciNode pf = tree.nic(PciAddress.of("0000:01:00.0"), 7);
        PciNode vf = tree.vf(pf, 0, new SriovLayout(128, 2)).driver("mlx5_core");
        HostScanner scanner = HostScanner.ofTree(root);
        Vf before = scanner.scan().vf(vf.address()).orElseThrow();
        assertThat(before.traits().vdpa()).isEmpty();

        vf.vdpa("blue").directory("red").directory("aqua");
        pf.vdpa("aqua");
        Vf after = ((Part.OfVf) scanner.vf(before).orElseThrow()).facts();
        assertThat(after.traits().vdpa())
                .contains(new VdpaDevice(new VdpaName("blue"), Optional.empty(), Optional.empty()));
        assertThat(scanner.scan().vf(vf.address()).orElseThrow().traits()).isEqualTo(after.traits());
    }

    @Test
    void aPartLeavesOtherDevicesAlone() {
        HostScanner scanner = HostScanner.ofTree(TREE);
        assertThat(scanner.pf(ETHERNET_PF).into(facts).others()).isEqualTo(facts.others());
        assertThat(scanner.vf(vf("0000:5e:00.1")).orElseThrow().into(facts)).satisfies(after -> {
            assertThat(after.others()).isEqualTo(facts.others());
            assertThat(after.vf(PciAddress.of("0000:5e:00.1"))).isEqualTo(facts.vf(PciAddress.of("0000:5e:00.1")));
        });
    }

    @Test
    void softRoceBelongsToTheFunctionWhoseNetdevItIsOver() {
        TreeBuilder tree = TreeBuilder.scaled(root, 1, 3).softRdma("rxe1", "v1", "uverbs3");
        tree.softRdma("rxe2", "v2", "uverbs4").softRdma("elsewhere", "lo", "uverbs5");
        HostScanner scanner = HostScanner.ofTree(root);
        Snapshot scanned = scanner.scan();
        List<Vf> vfs = scanned.pfs().get(0).vfs();
        assertThat(scanned.problems()).isEmpty();
        assertThat(vfs).extracting(vf -> vf.traits().isRdma()).containsExactly(false, true, true);
        assertThat(vfs.get(1).traits().rdma())
                .containsExactly(new RdmaDevice(
                        new RdmaName("rxe1"),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        node("uverbs3"),
                        false));
        assertThat(scanner.vf(vfs.get(1))
                        .orElseThrow()
                        .into(scanned)
                        .vf(vfs.get(1).address()))
                .as("looked at alone")
                .contains(vfs.get(1));
        assertThat(scanned.pfs().get(0).traits().isRdma()).isFalse();
    }

    @Test
    void whatCannotBeReadIsAProblemOfItsFunctionAlone() {
        TreeBuilder tree = new TreeBuilder(root);
        PciNode pf = tree.nic(PciAddress.of("0000:01:00.0"), 7).file("acpi_index", "-1");
        pf.directory("infiniband/bad name").directory("infiniband/good");
        Snapshot broken = HostScanner.ofTree(root).scan();
        assertThat(broken.problems())
                .extracting(Problem::detail)
                .anyMatch(d -> d.endsWith("acpi_index: unexpected text '-1'"))
                .anyMatch(d -> d.endsWith("infiniband: unexpected text 'bad name'"))
                .hasSize(2);
        assertThat(broken.pfs().get(0).traits().rdma())
                .extracting(RdmaDevice::name)
                .containsExactly(new RdmaName("good"));
    }

    private Vf vf(String address) {
        return facts.vf(PciAddress.of(address)).orElseThrow();
    }

    private Traits traits(String address) {
        return vf(address).traits();
    }

    private static Optional<DeviceNode> node(String name) {
        return Optional.of(new DeviceNode(name));
    }
}
