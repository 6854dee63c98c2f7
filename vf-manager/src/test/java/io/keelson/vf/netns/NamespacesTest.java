package io.keelson.vf.netns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.keelson.vf.libc.Fd;
import io.keelson.vf.libc.JnrLibc;
import io.keelson.vf.libc.Libc;
import io.keelson.vf.model.Code;
import io.keelson.vf.model.Errno;
import io.keelson.vf.model.HostException;
import io.keelson.vf.model.Netns;
import io.keelson.vf.model.NetnsPath;
import io.keelson.vf.testing.TestNetns;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Tag("netns")
class NamespacesTest {
    private final Libc libc = JnrLibc.load();
    private final Namespaces namespaces = new Namespaces(libc);

    @Test
    void goesInOnAnotherThreadAndNeverTheCallers() throws Exception {
        String before =
                Files.readSymbolicLink(Path.of("/proc/thread-self/ns/net")).toString();
        try (TestNetns pod = TestNetns.create()) {
            String inside = namespaces.inside(pod.netns(), "look", () -> linkOf("/proc/thread-self/ns/net"));
            Thread visitor = namespaces.inside(pod.netns(), "look", Thread::currentThread);

            assertThat(inside).isNotEqualTo(before);
            assertThat(linkOf("/proc/thread-self/ns/net")).isEqualTo(before);
            assertThat(visitor).isNotSameAs(Thread.currentThread());
            assertThat(visitor.isAlive()).isFalse();
        }
    }

    @Test
    void aCookieTellsOneNamespaceFromTheNext() throws HostException {
        try (TestNetns one = TestNetns.create();
                TestNetns other = TestNetns.create()) {
            assertThat(namespaces.cookie(one.netns())).isPresent();
            assertThat(namespaces.cookie(one.netns())).isEqualTo(namespaces.cookie(one.netns()));
            assertThat(namespaces.cookie(one.netns())).isNotEqualTo(namespaces.cookie(other.netns()));
            assertThat(namespaces.cookie(Netns.HOST)).isNotEqualTo(namespaces.cookie(other.netns()));
        }
    }

    @Test
    void knowsTheLivingTheDeadAndItsOwn() throws HostException {
        TestNetns pod = TestNetns.create();
        assertThat(namespaces.isAlive(pod.path())).isTrue();
        assertThat(namespaces.isHost(pod.path())).isFalse();
        assertThat(new Namespaces(libc, Optional.of(pod.path())).isHost(pod.path()))
                .isTrue();
        pod.close();

        assertThat(namespaces.isAlive(pod.path())).isFalse();
        assertThat(namespaces.isHost(new NetnsPath("/proc/self/ns/net"))).isTrue();
    }

    @Test
    void aFileThatWasAMountPointIsNoNamespace(@TempDir Path dir) throws Exception {
        Path left = Files.createFile(dir.resolve("cni-1"));

        HostException e = Optional.ofNullable(catchThrowableOfType(
                        HostException.class, () -> namespaces.open(Netns.at(new NetnsPath(left.toString())))))
                .orElseThrow();

        assertThat(e.problem().code()).isEqualTo(Code.NETNS_GONE);
        assertThat(e.problem().subject().text()).isEqualTo(left.toString());
        assertThat(e.problem().hint()).isNotBlank();
    }

    @Test
    @Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void doesNotHangOnAPipe(@TempDir Path dir) throws Exception {
        Path pipe = dir.resolve("cni-2");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                .isZero();

        assertThat(namespaces.isAlive(new NetnsPath(pipe.toString()))).isFalse();
    }

    @Test
    void tellsTheCallThatFailedInside() {
        HostException e = Optional.ofNullable(catchThrowableOfType(
                        HostException.class,
                        () -> namespaces.inside(
                                Netns.HOST, "read a file", () -> libc.open("/no/such", Libc.O_RDONLY, 0))))
                .orElseThrow();

        assertThat(e.problem().code()).isEqualTo(Code.KERNEL_REFUSED);
        assertThat(e.problem().errno()).contains(Errno.ENOENT);
        assertThat(e.problem().detail()).contains("read a file").contains("open");
    }

    @Test
    void anInterruptWaitsForTheVisitToEnd() throws Exception {
        try (TestNetns pod = TestNetns.create()) {
            Thread.currentThread().interrupt();
            try (Fd socket = namespaces.socket(pod.netns(), Libc.AF_UNIX, Libc.SOCK_DGRAM, 0)) {
                assertThat(socket.number()).isPositive();
            }
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    private static String linkOf(String path) {
        try {
            return Files.readSymbolicLink(Path.of(path)).toString();
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
