package io.keelson.dpdk.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.dpdk.check.UserspaceFacts.VfioPci;
import io.keelson.dpdk.grant.DevPath;
import io.keelson.dpdk.testing.UserspaceVfs;
import io.keelson.vf.model.Code;
import io.keelson.vf.model.DriverName;
import io.keelson.vf.model.IommuGroup;
import io.keelson.vf.model.NumaNode;
import io.keelson.vf.model.Problem;
import io.keelson.vf.model.Vf;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What follows from facts, question by question. */
class JudgementTest {
    private static final Hugepages NODE0 = new Hugepages(Optional.of(new NumaNode(0)), 2048, 64, 60);
    private static final Hugepages NODE1 = new Hugepages(Optional.of(new NumaNode(1)), 2048, 0, 0);
    private static final HostProcess DEFAULT = new HostProcess(4, "containerd", OptionalLong.of(8 << 20), true);
    private static final HostProcess RAISED = new HostProcess(4, "containerd", OptionalLong.empty(), true);

    private List<String> iommus = List.of("dmar0");
    private Optional<Boolean> noIommu = Optional.empty();
    private VfioPci driver = VfioPci.LOADED;
    private List<Hugepages> hugepages = List.of(NODE0);
    private List<HostProcess> runtimes = List.of(RAISED);
    private Optional<List<HostProcess>> openers = Optional.of(List.of());
    private List<Vf> vfs = List.of(UserspaceVfs.vfio(0, 0));

    @Test
    void goodHost() {
        List<Judgement> all = all();

        assertThat(all).extracting(Judgement::check).containsExactly("iommu", "vfio-driver", "hugepages", "memlock");
        assertThat(all).allSatisfy(j -> {
            assertThat(j.blocking()).isEmpty();
            assertThat(j.notes()).isEmpty();
        });
        assertThat(all)
                .extracting(Judgement::evidence)
                .containsExactly(
                        "dmar0; 1 VFs for vfio-pci",
                        "vfio-pci is loaded",
                        "60 of 64 x 2Mi free on node 0",
                        "containers inherit from containerd (4) unlimited; no group is open");
    }

    @Test
    void vfWithoutGroup() {
        vfs = List.of(UserspaceVfs.vfio(0, 0), UserspaceVfs.vf(1, Optional.empty(), Optional.empty(), 0, 0));

        Problem problem = only(find("iommu").blocking());

        assertThat(problem.code()).isEqualTo(Code.IOMMU_OFF);
        assertThat(problem.subject()).hasToString("keelson.io/d");
        assertThat(problem.detail()).contains("0000:01:10.1").doesNotContain("0000:01:10.0");
    }

    @Test
    void noIommuIsKnownBeforeThereAreVfs() {
        vfs = List.of();
        assertThat(find("iommu").blocking()).isEmpty();

        iommus = List.of();
        assertThat(only(find("iommu").blocking()).code()).isEqualTo(Code.IOMMU_OFF);
        assertThat(find("iommu").evidence()).isEqualTo("no IOMMU; 0 VFs for vfio-pci");
    }

    @Test
    void groupsOfAPlatformThatNamesNoIommuAreEnough() {
        iommus = List.of();
        assertThat(find("iommu").blocking()).isEmpty();
    }

    @Test
    void unguardedVfsAreAWarningAndPinNothing() {
        iommus = List.of();
        noIommu = Optional.of(true);
        runtimes = List.of(DEFAULT);
        vfs = List.of(UserspaceVfs.vf(1, Optional.empty(), Optional.empty(), 0, 0));

        assertThat(find("iommu").blocking()).isEmpty();
        assertThat(only(find("iommu").notes()).detail()).contains("all memory", "SYS_RAWIO");
        assertThat(find("iommu").evidence()).contains("no-IOMMU mode is on");
        assertThat(find("memlock").notes()).isEmpty();

        iommus = List.of("dmar0");
        assertThat(find("iommu").notes())
                .as("the mode does nothing where there is one")
                .isEmpty();
        assertThat(find("memlock").notes()).isNotEmpty();
    }

    @Test
    void sharedGroup() {
        vfs = List.of(UserspaceVfs.vf(1, Optional.empty(), Optional.of(new IommuGroup(9)), 3, 0));

        Problem problem = only(find("iommu").blocking());

        assertThat(problem.code()).isEqualTo(Code.IOMMU_GROUP_SHARED);
        assertThat(problem.detail()).contains("0000:01:10.1 in group 9 of 3");
    }

    @Test
    void manyVfsAreNamedInOneProblem() {
        vfs = IntStream.range(0, 20)
                .mapToObj(n -> UserspaceVfs.vf(n % 8, Optional.empty(), Optional.empty(), 0, 0))
                .toList();
        assertThat(only(find("iommu").blocking()).detail()).endsWith("and 4 more");
    }

    @ParameterizedTest
    @EnumSource(value = VfioPci.class, names = "LOADED", mode = EnumSource.Mode.EXCLUDE)
    void driverThatIsNotThere(VfioPci state) {
        driver = state;

        Problem problem = only(find("vfio-driver").blocking());

        assertThat(problem.code()).isEqualTo(Code.DRIVER_UNKNOWN);
        assertThat(problem.subject()).hasToString("vfio-pci");
        assertThat(problem.hint()).contains(state == VfioPci.ABSENT ? "CONFIG_VFIO_PCI" : "modprobe vfio-pci");
    }

    @Test
    void noHugepagesAtAll() {
        for (List<Hugepages> none : List.of(List.<Hugepages>of(), List.of(NODE1))) {
            hugepages = none;
            Problem problem = only(find("hugepages").notes());
            assertThat(problem.code()).isEqualTo(Code.HUGEPAGES_MISSING);
            assertThat(problem.subject()).hasToString("this host");
            assertThat(problem.hint()).contains("before kubelet starts");
        }
    }

    @Test
    void nodeWithVfsAndWithoutHugepages() {
        hugepages = List.of(NODE0, NODE1);
        assertThat(find("hugepages").notes()).as("no VF there").isEmpty();

        vfs = List.of(UserspaceVfs.vfio(0, 0), UserspaceVfs.vfio(1, 1), UserspaceVfs.vfio(2, 1));
        Problem problem = only(find("hugepages").notes());
        assertThat(problem.subject()).hasToString("NUMA node 1");
        assertThat(problem.detail()).contains("has VFs of keelson.io/d and no hugepages");

        hugepages = List.of(new Hugepages(Optional.empty(), 2048, 64, 64));
        assertThat(find("hugepages").notes()).as("nodes are not told").isEmpty();
    }

    @Test
    void runtimeWithTheUsualLimit() {
        runtimes = List.of(DEFAULT, new HostProcess(5, "crio", OptionalLong.of(65536), false));

        assertThat(find("memlock").notes()).extracting(Problem::code).containsOnly(Code.MEMLOCK_LOW);
        assertThat(find("memlock").notes())
                .extracting(p -> p.subject() + ": " + p.detail())
                .satisfiesExactly(
                        first -> assertThat(first).startsWith("containerd: process 4 may lock 8 MiB, and so may"),
                        second -> assertThat(second).startsWith("crio: process 5 may lock 64 KiB"));
        assertThat(find("memlock").notes().get(0).hint()).contains("IPC_LOCK", "LimitMEMLOCK=infinity");
    }

    @Test
    void whoUsesAGroupWithTooLittle() {
        openers = Optional.of(List.of(
                new HostProcess(7, "good", OptionalLong.of(8 << 20), true),
                new HostProcess(8, "bad", OptionalLong.of(8 << 20), false)));

        assertThat(only(find("memlock").notes()).line()).contains("MEMLOCK_LOW bad: process 8 ", "only 8 MiB");
        assertThat(find("memlock").evidence()).endsWith("groups are open in good (7) any amount, bad (8) 8 MiB");
    }

    @Test
    void whatCouldNotBeSeenIsSaid() {
        runtimes = List.of();
        openers = Optional.empty();

        assertThat(find("memlock").notes()).isEmpty();
        assertThat(find("memlock").evidence())
                .contains("no process of containerd or CRI-O was found", "not every process could be looked into");
    }

    @Test
    void missingNodeSaysWhatItCanTell() {
        DevPath node = new DevPath("/dev/vfio/70");

        Problem seen = missing(UserspaceVfs.vfio(0, 0), node);
        assertThat(seen.code()).isEqualTo(Code.DEVICE_NODE_MISSING);
        assertThat(seen.subject()).hasToString("/dev/vfio/70");
        assertThat(seen.detail()).contains("0000:01:10.0", "bound to vfio-pci, so the kernel has the node");
        assertThat(seen.hint()).contains("host's /dev");

        Optional<DriverName> igbvf = Optional.of(new DriverName("igbvf"));
        assertThat(missing(UserspaceVfs.vf(0, igbvf, Optional.empty(), 0, 0), node)
                        .detail())
                .contains("bound to igbvf");
        assertThat(missing(UserspaceVfs.vf(0, Optional.empty(), Optional.empty(), 0, 0), node)
                        .detail())
                .contains("bound to no driver");
    }

    @Test
    void missingNodesOfTheHostNameTheModule() {
        Optional<DriverName> mlx5 = Optional.of(new DriverName("mlx5_core"));

        assertThat(MissingNode.of("d", mlx5, DevPath.VHOST_NET).hint()).contains("vhost_net");
        assertThat(MissingNode.of("d", mlx5, DevPath.TUN).detail()).contains("no such device");
        assertThat(MissingNode.of("d", mlx5, new DevPath("/dev/infiniband/uverbs0"))
                        .line())
                .contains("/dev/infiniband/uverbs0", "its driver made it");
    }

    private static Problem missing(Vf vf, DevPath node) {
        return MissingNode.of(vf.address().toString(), vf.driver(), node);
    }

    private List<Judgement> all() {
        return Judgement.all(
                new UserspaceFacts(iommus, noIommu, driver, hugepages, runtimes, openers),
                List.of(new VfioPool("keelson.io/d", vfs)));
    }

    private Judgement find(String check) {
        return all().stream().filter(j -> j.check().equals(check)).findFirst().orElseThrow();
    }

    private static Problem only(List<Problem> problems) {
        assertThat(problems).hasSize(1);
        return problems.get(0);
    }
}
