package io.keelson.plugin.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.config.model.Intent;
import io.keelson.config.model.Pool;
import io.keelson.config.model.ResourceName;
import io.keelson.config.parse.ConfigFiles;
import io.keelson.config.select.PoolAssignment;
import io.keelson.dpdk.check.UserspaceFacts;
import io.keelson.dpdk.check.UserspaceFacts.VfioPci;
import io.keelson.plugin.doctor.Finding.Result;
import io.keelson.plugin.doctor.KubeletFacts.Socket;
import io.keelson.plugin.doctor.KubeletFacts.State;
import io.keelson.vf.HostScanner;
import io.keelson.vf.model.Code;
import io.keelson.vf.model.PciAddress;
import io.keelson.vf.model.Problem;
import io.keelson.vf.model.Snapshot;
import io.keelson.vf.model.SriovLayout;
import io.keelson.vf.model.Subject;
import io.keelson.vf.testing.PciNode;
import io.keelson.vf.testing.TreeBuilder;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each check on a host where it is good, and on one where it is not. */
class CheckupTest {
    private static final String FAST = """
            pools:
              - resource: keelson.io/fast
                select: {pfNames: ["pf0"]}
                driver: kernel
            """;
    private static final String DPDK = FAST.replace("kernel", "vfio-pci");
    private static final String CHAINED = FAST + "    attach: {interface: net}\n";
    private static final String NICS = "nics:\n  - select: {pfNames: [pf0]}\n    vfs: 2\n";
    private static final Problem MISSING =
            Problem.of(Code.CONFLIST_MISSING, new Subject("/etc/cni/net.d"), "no entry of type keelson", "add it");
    private static final Problem DRIFTED =
            Problem.of(Code.CONFLIST_DRIFTED, new Subject("10-a.conflist"), "our entry comes first", "move it");

    @TempDir
    Path root;

    private TreeBuilder tree;
    private PciNode pf;
    private PciNode second;

    private Map<ResourceName, String> unregistered = Map.of();
    private UserspaceFacts userspace = new UserspaceFacts(
            List.of("dmar0"), Optional.empty(), VfioPci.LOADED, List.of(), List.of(), Optional.of(List.of()));

    /** A PF with two VFs, all good. */
    @BeforeEach
    void build() {
        tree = new TreeBuilder(root);
        pf = tree.nic(PciAddress.of("0000:01:00.0"), 7).netdev("pf0", 2).file("sriov_numvfs", "2");
        tree.vf(pf, 0, new SriovLayout(128, 2)).driver("igbvf").iommuGroup(70).netdev("v0", 10);
        second = tree.vf(pf, 1, new SriovLayout(128, 2))
                .driver("igbvf")
                .iommuGroup(71)
                .netdev("v1", 11);
    }

    @Test
    void everythingIsGood() {
        List<Finding> findings = checkup(FAST);

        assertThat(findings)
                .extracting(Finding::check)
                .containsExactly("sriov-pf", "pf-link", "vf-driver", "iommu", "kubelet", "conflist");
        assertThat(findings).extracting(Finding::result).containsOnly(Result.OK);
        assertThat(Checkup.isGood(findings)).isTrue();
        assertThat(findings)
                .extracting(Finding::evidence)
                .contains("pf0 (0000:01:00.0) has 2 of 7 VFs", "pf0 (0000:01:00.0) up", "keelson.io/fast 2 of 2 good");
    }

    @Test
    void hostWithoutPf(@TempDir Path bare) {
        tree = new TreeBuilder(bare);
        assertProblem(find(checkup(FAST), "sriov-pf"), Code.NO_SRIOV_PF, "this host");
    }

    @Test
    void pfWhoseFirmwareOffersNoVfs(@TempDir Path bare) {
        tree = new TreeBuilder(bare);
        tree.nic(PciAddress.of("0000:01:00.0"), 0).netdev("pf0", 2);
        Finding finding = find(checkup(FAST), "sriov-pf");
        assertProblem(finding, Code.NO_SRIOV_PF, "this host");
        assertThat(finding.evidence()).contains("0 of 0");
    }

    @Test
    void unreadableFactsAreWarnings() {
        pf.without("vendor");
        Finding finding = find(checkup(FAST), "sriov-pf");
        assertThat(finding.result()).isEqualTo(Result.WARNING);
        assertThat(finding.problems()).extracting(Problem::code).containsOnly(Code.SYSFS_UNREADABLE);
    }

    /** That firmware turned SR-IOV off is not for us to say then. */
    @Test
    void countsThatCannotBeReadAreNotZero() {
        pf.file("sriov_totalvfs", "many").file("sriov_numvfs", "none");
        Finding finding = find(checkup(FAST), "sriov-pf");
        assertThat(finding.result()).isEqualTo(Result.WARNING);
        assertThat(finding.evidence()).contains("? of ?");
        assertThat(finding.problems()).extracting(Problem::code).containsOnly(Code.SYSFS_UNREADABLE);
    }

    @Test
    void pfOfPoolIsDown() {
        pf.netdevFile("pf0", "flags", "0x1002");
        Finding finding = find(checkup(FAST), "pf-link");
        assertProblem(finding, Code.PF_DOWN, "pf0 (0000:01:00.0)");
        assertThat(finding.problems().get(0).hint()).contains("ip link set pf0 up");
    }

    @Test
    void pfHasNoCarrier() {
        pf.netdevFile("pf0", "carrier", "0");
        Finding finding = find(checkup(FAST), "pf-link");
        assertProblem(finding, Code.PF_DOWN, "pf0 (0000:01:00.0)");
        assertThat(finding.problems().get(0).detail()).contains("no carrier");
    }

    @Test
    void pfOfNicsIsDownBeforeItHasVfs(@TempDir Path bare) {
        tree = new TreeBuilder(bare);
        tree.nic(PciAddress.of("0000:01:00.0"), 7).netdev("pf0", 2).netdevFile("pf0", "flags", "0x1002");
        assertProblem(find(checkup(NICS), "pf-link"), Code.PF_DOWN, "pf0 (0000:01:00.0)");
    }

    @Test
    void pfNobodyConfiguredMayBeDown() {
        tree.nic(PciAddress.of("0000:03:00.0"), 7).netdev("pf1", 3).netdevFile("pf1", "flags", "0x1002");
        assertThat(find(checkup(FAST), "pf-link").result()).isEqualTo(Result.OK);
    }

    @Test
    void pfWithoutNetdev() {
        pf.without("net");
        assertProblem(
                find(checkup(NICS.replace("pfNames: [pf0]", "vendors: [\"8086\"]")), "pf-link"),
                Code.PF_WITHOUT_NETDEV,
                "0000:01:00.0");
    }

    @Test
    void vfOfPoolWithoutDriver() {
        second.without("driver").without("net");
        Finding finding = find(checkup(FAST), "vf-driver");
        assertProblem(finding, Code.VF_WITHOUT_DRIVER, "keelson.io/fast");
        assertThat(finding.problems().get(0).detail()).contains("0000:01:10.2").doesNotContain("0000:01:10.0");
        assertThat(finding.evidence()).isEqualTo("keelson.io/fast 1 of 2 good");
        assertThat(find(checkup(FAST), "sriov-pf").result()).isEqualTo(Result.OK);
    }

    @Test
    void vfOfPoolWithAnotherDriver() {
        second.driver("vfio-pci").without("net");
        Finding kernel = find(checkup(FAST), "vf-driver");
        assertProblem(kernel, Code.DRIVER_NOT_BOUND, "keelson.io/fast");
        assertThat(kernel.problems().get(0).detail()).contains("kernel", "0000:01:10.2 to vfio-pci");

        Finding vfio = find(checkup(DPDK), "vf-driver");
        assertProblem(vfio, Code.DRIVER_NOT_BOUND, "keelson.io/fast");
        assertThat(vfio.problems().get(0).detail()).contains("0000:01:10.0 to igbvf");
        assertThat(find(checkup(FAST.replace("kernel", "as-found")), "vf-driver")
                        .result())
                .isEqualTo(Result.OK);
    }

    @Test
    void manyVfsAreNamedInOneProblem(@TempDir Path big) {
        tree = TreeBuilder.scaled(big, 1, 40);
        Finding finding = find(checkup(DPDK), "vf-driver");
        assertProblem(finding, Code.DRIVER_NOT_BOUND, "keelson.io/fast");
        assertThat(finding.problems().get(0).detail()).endsWith("and 24 more");
    }

    @Test
    void poolForUserSpaceIsAskedMore() {
        List<Finding> findings = checkup(DPDK);

        assertThat(findings)
                .extracting(Finding::check)
                .containsSequence("vf-driver", "iommu", "vfio-driver", "hugepages", "memlock", "kubelet");
        assertThat(find(findings, "iommu").evidence()).isEqualTo("dmar0; 2 VFs for vfio-pci");
        assertThat(find(findings, "iommu").result()).isEqualTo(Result.OK);
        assertThat(find(findings, "vfio-driver").result()).isEqualTo(Result.OK);
        Finding bare = find(findings, "hugepages");
        assertThat(bare.result()).as("a pod gets its VF all the same").isEqualTo(Result.WARNING);
        assertThat(bare.problems()).extracting(Problem::code).containsExactly(Code.HUGEPAGES_MISSING);
        assertThat(bare.problems().get(0).hint()).isNotEmpty();
    }

    @Test
    void whatKeepsPodsFromVfsComesBeforeWhatIsOnlyOdd() {
        second.without("iommu_group").iommuGroup(70);
        userspace = new UserspaceFacts(
                List.of(), Optional.of(true), VfioPci.ABSENT, List.of(), List.of(), Optional.empty());

        Finding iommu = find(checkup(DPDK), "iommu");
        assertThat(iommu.result()).isEqualTo(Result.PROBLEM);
        assertThat(iommu.problems()).extracting(Problem::code).containsExactly(Code.IOMMU_GROUP_SHARED, Code.IOMMU_OFF);
        assertProblem(find(checkup(DPDK), "vfio-driver"), Code.DRIVER_UNKNOWN, "vfio-pci");
    }

    @Test
    void kernelPoolNeedsNoIommu() {
        second.without("iommu_group");
        assertThat(find(checkup(FAST), "iommu").result()).isEqualTo(Result.OK);
        second.driver("vfio-pci").without("net");
        assertProblem(find(checkup(FAST.replace("kernel", "as-found")), "iommu"), Code.IOMMU_OFF, "keelson.io/fast");
    }

    @Test
    void kubeletIsNotThere() {
        for (State state : List.of(State.ABSENT, State.DEAD)) {
            Finding finding = find(checkup(FAST, state, State.LISTENS, State.ABSENT, Optional.empty()), "kubelet");
            assertProblem(finding, Code.KUBELET_SOCKET_MISSING, "/kubelet.sock");
        }
    }

    @Test
    void agentIsNotThere() {
        Finding finding = find(checkup(FAST, State.LISTENS, State.DEAD, State.DEAD, Optional.empty()), "kubelet");
        assertProblem(finding, Code.AGENT_NOT_RUNNING, "/agent.sock");
        assertThat(finding.evidence()).endsWith("0 of 1 resources served");
    }

    @Test
    void resourceIsNotServed() {
        for (State state : List.of(State.ABSENT, State.DEAD)) {
            Finding finding = find(checkup(FAST, State.LISTENS, State.LISTENS, state, Optional.empty()), "kubelet");
            assertProblem(finding, Code.KUBELET_REFUSED, "keelson.io/fast");
            assertThat(finding.problems().get(0).detail()).contains("/keelson.io_fast.sock");
        }
    }

    @Test
    void resourceThatKubeletDidNotTake() {
        unregistered = Map.of(ResourceName.parse("keelson.io/fast").orElseThrow(), "KUBELET_REFUSED: no");

        Finding finding = find(checkup(FAST), "kubelet");

        assertProblem(finding, Code.KUBELET_REFUSED, "keelson.io/fast");
        assertThat(finding.problems().get(0).detail()).contains("the agent says KUBELET_REFUSED: no");
        assertThat(finding.evidence()).endsWith("0 of 1 resources served");
    }

    @Test
    void conflistOfPoolThatAttaches() {
        assertThat(find(conflist(CHAINED, Optional.empty()), "conflist").result())
                .isEqualTo(Result.OK);
        for (Problem problem : List.of(MISSING, DRIFTED)) {
            Finding finding = find(conflist(CHAINED, Optional.of(problem)), "conflist");
            assertThat(finding.result()).isEqualTo(Result.PROBLEM);
            assertThat(finding.problems()).containsExactly(problem);
            assertThat(finding.evidence()).contains(problem.detail(), "keelson.io/fast");
        }
    }

    @Test
    void conflistThatNoPoolNeeds() {
        assertThat(find(conflist(FAST, Optional.of(MISSING)), "conflist").result())
                .isEqualTo(Result.OK);
        Finding drifted = find(conflist(FAST, Optional.of(DRIFTED)), "conflist");
        assertThat(drifted.result()).isEqualTo(Result.WARNING);
        assertThat(drifted.problems()).containsExactly(DRIFTED);
    }

    @Test
    void withoutConfigurationTheHostIsCheckedAllTheSame() {
        List<Finding> findings = checkup("pools: 7\n", State.ABSENT, State.ABSENT, State.ABSENT, Optional.of(MISSING));

        Map<String, Result> results = findings.stream().collect(Collectors.toMap(Finding::check, Finding::result));
        assertThat(results)
                .containsEntry("sriov-pf", Result.OK)
                .containsEntry("pf-link", Result.SKIPPED)
                .containsEntry("vf-driver", Result.SKIPPED)
                .containsEntry("iommu", Result.SKIPPED)
                .containsEntry("kubelet", Result.PROBLEM)
                .containsEntry("conflist", Result.WARNING);
    }

    private List<Finding> checkup(String config) {
        return checkup(config, State.LISTENS, State.LISTENS, State.LISTENS, Optional.empty());
    }

    private List<Finding> conflist(String config, Optional<Problem> problem) {
        return checkup(config, State.LISTENS, State.LISTENS, State.LISTENS, problem);
    }

    private List<Finding> checkup(
            String config, State kubelet, State agent, State resource, Optional<Problem> conflist) {
        Snapshot facts = HostScanner.ofTree(tree.root()).scan();
        Optional<Intent> intent = ConfigFiles.parse("keelson.yaml", config, ResourceName.NATIVE_PREFIX)
                .intent();
        PoolAssignment pools = intent.map(i -> PoolAssignment.of(i, facts))
                .orElse(new PoolAssignment(1, Map.of(), Map.of(), List.of(), List.of()));
        Map<ResourceName, Socket> sockets = intent.map(Intent::pools).orElse(List.of()).stream()
                .map(Pool::resource)
                .collect(Collectors.toMap(
                        r -> r, r -> new Socket("/" + r.prefix() + "_" + r.name() + ".sock", resource)));
        KubeletFacts seen = new KubeletFacts(
                new Socket("/kubelet.sock", kubelet), new Socket("/agent.sock", agent), sockets, unregistered);
        return Checkup.of(facts, intent, pools, userspace, seen, conflist);
    }

    private static Finding find(List<Finding> findings, String check) {
        return findings.stream()
                .filter(f -> f.check().equals(check))
                .findFirst()
                .orElseThrow();
    }

    private static void assertProblem(Finding finding, Code code, String subject) {
        assertThat(finding.result()).isEqualTo(Result.PROBLEM);
        assertThat(finding.problems()).hasSize(1);
        assertThat(finding.problems().get(0).code()).isEqualTo(code);
        assertThat(finding.problems().get(0).subject().text()).isEqualTo(subject);
        assertThat(finding.problems().get(0).hint()).isNotEmpty();
    }
}
