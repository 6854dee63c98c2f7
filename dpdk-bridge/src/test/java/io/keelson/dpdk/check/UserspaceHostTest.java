package io.keelson.dpdk.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.dpdk.check.UserspaceFacts.VfioPci;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The files of a host, read into facts. */
class UserspaceHostTest {
    private static final String LIMITS = """
            Limit                     Soft Limit           Hard Limit           Units
            Max cpu time              unlimited            unlimited            seconds
            Max locked memory         %s              8388608              bytes
            Max address space         unlimited            unlimited            bytes
            """;

    @TempDir
    Path root;

    @Test
    void emptyHostHasNoFacts() {
        UserspaceFacts facts = read();

        assertThat(facts.iommus()).isEmpty();
        assertThat(facts.noIommuMode()).isEmpty();
        assertThat(facts.vfioPci()).isEqualTo(VfioPci.UNSEEN);
        assertThat(facts.hugepages()).isEmpty();
        assertThat(facts.runtimes()).isEmpty();
    }

    @Test
    void iommusByName() throws IOException {
        write("sys/class/iommu/dmar1/x", "");
        write("sys/class/iommu/dmar0/x", "");

        assertThat(read().iommus()).containsExactly("dmar0", "dmar1");
    }

    @ParameterizedTest
    @CsvSource({"Y,true", "1,true", "N,false", "0,false", "maybe,"})
    void noIommuMode(String text, Boolean mode) throws IOException {
        write("sys/module/vfio/parameters/enable_unsafe_noiommu_mode", text + "\n");

        assertThat(read().noIommuMode().orElse(null)).isEqualTo(mode);
    }

    @Test
    void driverIsLoadedOrInstalledOrNot() throws IOException {
        write("proc/sys/kernel/osrelease", "6.12.1+deb13-amd64\n");
        assertThat(read().vfioPci()).isEqualTo(VfioPci.UNSEEN);

        write("lib/modules/6.12.1+deb13-amd64/modules.dep", "kernel/a.ko.xz: kernel/drivers/vfio/pci/vfio-pci.ko.xz\n");
        assertThat(read().vfioPci()).as("another module needs it").isEqualTo(VfioPci.ABSENT);

        write(
                "lib/modules/6.12.1+deb13-amd64/modules.dep",
                "kernel/a.ko:\nkernel/drivers/vfio/pci/vfio-pci.ko.xz: b\n");
        assertThat(read().vfioPci()).isEqualTo(VfioPci.INSTALLED);

        Files.createDirectories(root.resolve("sys/bus/pci/drivers/vfio-pci"));
        assertThat(read().vfioPci()).isEqualTo(VfioPci.LOADED);
    }

    @Test
    void releaseThatIsNoNameIsNotFollowed() throws IOException {
        write("lib/modules/modules.dep", "kernel/vfio-pci.ko: b\n");
        for (String release : new String[] {"..", "../modules", "x/..", ""}) {
            write("proc/sys/kernel/osrelease", release);
            assertThat(read().vfioPci()).as(release).isEqualTo(VfioPci.UNSEEN);
        }
    }

    @Test
    void hugepagesByNodeAndSize() throws IOException {
        pages("sys/devices/system/node/node10/hugepages/hugepages-2048kB", "64", "60");
        pages("sys/devices/system/node/node2/hugepages/hugepages-1048576kB", "1", "1");
        pages("sys/kernel/mm/hugepages/hugepages-2048kB", "64", "60");
        write("sys/devices/system/node/possible", "0-1");

        assertThat(read().hugepages())
                .extracting(Hugepages::toString)
                .containsExactly("1 of 1 x 1Gi free on node 2", "60 of 64 x 2Mi free on node 10");
    }

    @Test
    void hugepagesOfTheHostWhereNodesAreNotTold() throws IOException {
        pages("sys/kernel/mm/hugepages/hugepages-2048kB", "64", "60");
        pages("sys/kernel/mm/hugepages/hugepages-64kB", "many", "60");
        pages("sys/kernel/mm/hugepages/hugepages-xkB", "1", "1");

        assertThat(read().hugepages()).extracting(Hugepages::toString).containsExactly("60 of 64 x 2Mi free");
    }

    @Test
    void runtimesWithTheirLimits() throws IOException {
        process(30, "crio", LIMITS.formatted("unlimited"), "a80465fb");
        process(4, "containerd", LIMITS.formatted("8388608"), "a80425fb");
        process(5, "containerd-shim", LIMITS.formatted("8388608"), "a80425fb");
        process(6, "containerd", "gibberish", "a80425fb");

        assertThat(read().runtimes())
                .containsExactly(
                        new HostProcess(4, "containerd", OptionalLong.of(8388608), false),
                        new HostProcess(30, "crio", OptionalLong.empty(), true));
    }

    @Test
    void whoHasAGroupOpen() throws IOException {
        process(7, "testpmd", LIMITS.formatted("65536"), "a80465fb", "/dev/vfio/vfio", "/dev/vfio/70");
        process(8, "qemu", LIMITS.formatted("65536"), "a80425fb", "/dev/vfio/noiommu-3");
        process(
                9,
                "other",
                LIMITS.formatted("65536"),
                "a80425fb",
                "/dev/vfio/vfio",
                "/dev/vfio/devices",
                "/x/dev/vfio/1");

        assertThat(read().openers().orElseThrow())
                .containsExactly(
                        new HostProcess(7, "testpmd", OptionalLong.of(65536), true),
                        new HostProcess(8, "qemu", OptionalLong.of(65536), false));
    }

    @Test
    void aProcessThatCannotBeLookedIntoLeavesItOpen() throws IOException {
        process(7, "testpmd", LIMITS.formatted("65536"), "a80465fb", "/dev/vfio/70");
        write("proc/8/comm", "secret");

        assertThat(read().openers()).isEmpty();
    }

    private UserspaceFacts read() {
        return new UserspaceHost(root).read();
    }

    private void pages(String directory, String total, String free) throws IOException {
        write(directory + "/nr_hugepages", total + "\n");
        write(directory + "/free_hugepages", free + "\n");
    }

    private void process(long pid, String name, String limits, String capabilities, String... open) throws IOException {
        write("proc/" + pid + "/comm", name + "\n");
        write("proc/" + pid + "/limits", limits);
        write("proc/" + pid + "/status", "Name:\t" + name + "\nCapEff:\t00000000" + capabilities + "\nSeccomp:\t0\n");
        Path descriptors = Files.createDirectories(root.resolve("proc/" + pid + "/fd"));
        for (int fd = 0; fd < open.length; fd++) {
            Files.createSymbolicLink(descriptors.resolve(String.valueOf(fd)), Path.of(open[fd]));
        }
    }

    private void write(String path, String text) throws IOException {
        Path file = root.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }
}
