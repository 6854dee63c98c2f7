package io.keelson.plugin.means;

import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.vf.model.Code;
import io.keelson.vf.model.Problem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A procfs of files and links, as a container of the chart sees it, and what is said when a part of it is missing. */
class MeansTest {
    private static final Set<Capability> ALL = EnumSet.allOf(Capability.class);
    private static final String HELD = "00000000002c3002";

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path dir;

    @SuppressWarnings("NullAway.Init")
    private Path proc;

    @SuppressWarnings("NullAway.Init")
    private Path state;

    @SuppressWarnings("NullAway.Init")
    private Path netns;

    @BeforeEach
    void makeContainer() throws Exception {
        proc = dir.resolve("proc");
        state = Files.createDirectories(dir.resolve("state"));
        netns = Files.createDirectories(dir.resolve("netns"));
        Files.createDirectories(proc.resolve("self/ns"));
        Files.createDirectories(proc.resolve("1/ns"));
        Files.createSymbolicLink(proc.resolve("1/root"), Path.of("/"));
        Files.writeString(proc.resolve("1/comm"), "systemd\n");
        Files.writeString(proc.resolve("self/status"), "Name:\tjava\nCapEff:\t" + HELD + "\n");
        namespaces("net", 1, 1);
        namespaces("mnt", 2, 1);
        mounts("rw", "rw", "master:7");
    }

    private void namespaces(String name, int own, int hosts) throws Exception {
        Files.deleteIfExists(proc.resolve("self/ns/" + name));
        Files.deleteIfExists(proc.resolve("1/ns/" + name));
        Files.createSymbolicLink(proc.resolve("self/ns/" + name), Path.of(name + ":[" + own + "]"));
        Files.createSymbolicLink(proc.resolve("1/ns/" + name), Path.of(name + ":[" + hosts + "]"));
    }

    private void mounts(String root, String ofState, String tagOfNetns) throws Exception {
        Files.writeString(
                proc.resolve("self/mountinfo"),
                String.join(
                        "\n",
                        "30 1 0:40 / / " + root + ",relatime - overlay overlay rw,lowerdir=x",
                        "31 30 8:1 /state " + state + " " + ofState + ",noatime - ext4 /dev/vda rw",
                        "32 30 0:25 /netns " + netns + " rw,nosuid " + tagOfNetns + " - tmpfs run rw",
                        ""));
    }

    private List<Problem> problems() throws Exception {
        Means means = new MeansReader(proc).read(List.of(Need.written(state), Need.propagated(netns)));
        return MeansCheck.problems(means, ALL);
    }

    private void assertOneProblem(Code code, String subject, String hint) throws Exception {
        assertThat(problems()).singleElement().satisfies(p -> {
            assertThat(p.code()).isEqualTo(code);
            assertThat(p.subject()).hasToString(subject);
            assertThat(p.hint()).contains(hint);
        });
    }

    @Test
    void theChartsContainerHasAll() throws Exception {
        assertThat(problems()).isEmpty();
    }

    @Test
    void eachMissingCapabilityIsNamedWithItsNeed() throws Exception {
        Files.writeString(proc.resolve("self/status"), "Name:\tjava\nCapEff:\t0000000000003000\n");
        assertThat(problems())
                .allSatisfy(p -> assertThat(p.code()).isEqualTo(Code.CAPABILITY_MISSING))
                .extracting(p -> p.subject().text())
                .containsExactly("CAP_DAC_OVERRIDE", "CAP_SYS_CHROOT", "CAP_SYS_PTRACE", "CAP_SYS_ADMIN");
    }

    @Test
    void aCapabilityThatIsNotNeededIsNotMissed() throws Exception {
        Files.writeString(proc.resolve("self/status"), "CapEff:\t0000000000283002\n");
        Means means = new MeansReader(proc).read(List.of());
        assertThat(MeansCheck.problems(means, EnumSet.complementOf(EnumSet.of(Capability.SYS_CHROOT))))
                .isEmpty();
    }

    @Test
    void aNetworkOfItsOwn() throws Exception {
        namespaces("net", 4, 1);
        assertOneProblem(Code.NAMESPACE_FOREIGN, "network namespace", "hostNetwork: true");
    }

    /** Process 1 is the pod's own then, and says nothing of the host. */
    @Test
    void processesOfThePodOnly() throws Exception {
        Files.writeString(proc.resolve("1/comm"), "pause\n");
        namespaces("net", 4, 1);
        Files.delete(proc.resolve("1/root"));
        Files.createSymbolicLink(proc.resolve("1/root"), Files.createDirectories(dir.resolve("pod")));
        assertOneProblem(Code.NAMESPACE_FOREIGN, "PID namespace", "hostPID: true");
    }

    @Test
    void aDirectoryThatIsNotTheHosts() throws Exception {
        Path host = dir.resolve("host");
        Files.createDirectories(host.resolve(Path.of("/").relativize(state)));
        Files.delete(proc.resolve("1/root"));
        Files.createSymbolicLink(proc.resolve("1/root"), host);
        assertOneProblem(Code.MOUNT_MISSING, state.toString(), "mount hostPath " + state);
    }

    @Test
    void aDirectoryThatOnlyTheHostHas() throws Exception {
        Path host = dir.resolve("host");
        Files.createDirectories(host.resolve(Path.of("/").relativize(state)));
        Files.delete(state);
        Files.delete(proc.resolve("1/root"));
        Files.createSymbolicLink(proc.resolve("1/root"), host);
        assertOneProblem(Code.MOUNT_MISSING, state.toString(), "mount hostPath " + state);
    }

    @Test
    void aDirectoryThatIsReadOnly() throws Exception {
        mounts("ro", "ro", "master:7");
        assertOneProblem(Code.MOUNT_MISSING, state.toString(), "without readOnly");
    }

    @Test
    void oneThatIsReadOnlyOutsideOfAContainerToo() throws Exception {
        namespaces("mnt", 1, 1);
        mounts("rw", "ro", "");
        assertOneProblem(Code.MOUNT_MISSING, state.toString(), "without readOnly");
    }

    @Test
    void sandboxesThatWouldNotBeSeen() throws Exception {
        mounts("ro", "rw", "unbindable");
        assertOneProblem(Code.MOUNT_MISSING, netns.toString(), "mountPropagation: HostToContainer");
    }

    @Test
    void aProcessOfTheHostNeedsNoPropagation() throws Exception {
        namespaces("mnt", 1, 1);
        mounts("rw", "rw", "");
        assertThat(problems()).isEmpty();
    }

    @Test
    void thisMachineIsRead() throws Exception {
        assertThat(new MeansReader(Path.of("/proc"))
                        .read(List.of(Need.read(Path.of("/sys"))))
                        .hostProcesses())
                .isTrue();
    }
}
