package io.keelson.plugin.means;

import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.vf.model.Code;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KubeletProcessTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path dir;

    private KubeletProcess kubelet(String name, String commandLine) throws Exception {
        Path process = Files.createDirectories(dir.resolve("proc/812"));
        Files.createDirectories(dir.resolve("proc/7"));
        Files.writeString(process.resolve("comm"), name + "\n");
        Files.writeString(process.resolve("cmdline"), commandLine.replace(' ', '\0') + "\0");
        return new KubeletProcess(dir.resolve("proc"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/usr/bin/kubelet --v=2 --root-dir=/var/lib/k0s/kubelet --node-ip=10.0.0.1",
                "/usr/bin/kubelet --root-dir /var/lib/k0s/kubelet"
            })
    void saysWhereKubeletsDirectoryIs(String commandLine) throws Exception {
        assertThat(kubelet("kubelet", commandLine).elsewhere(Path.of("/var/lib/kubelet/pod-resources/kubelet.sock")))
                .hasValueSatisfying(p -> {
                    assertThat(p.code()).isEqualTo(Code.KUBELET_ELSEWHERE);
                    assertThat(p.subject()).hasToString("/var/lib/kubelet/pod-resources/kubelet.sock");
                    assertThat(p.hint()).startsWith("set kubelet.rootDir of the chart to /var/lib/k0s/kubelet,");
                });
    }

    @Test
    void withoutTheOptionItIsTheUsualOne() throws Exception {
        KubeletProcess kubelet = kubelet("kubelet", "/usr/bin/kubelet --root-dir relative");
        assertThat(kubelet.elsewhere(Path.of("/var/lib/kubelet/pod-resources/kubelet.sock")))
                .isEmpty();
        assertThat(kubelet.elsewhere(Path.of("/var/lib/other/pod-resources/kubelet.sock")))
                .isPresent();
    }

    @Test
    void aSocketThatIsThereIsRight() throws Exception {
        Path linked = Files.createDirectories(dir.resolve("linked"));
        Files.createFile(linked.resolve("kubelet.sock"));
        assertThat(kubelet("kubelet", "kubelet --root-dir=/data/kubelet").elsewhere(linked.resolve("kubelet.sock")))
                .isEmpty();
    }

    @Test
    void withoutAKubeletNothingIsSaid() throws Exception {
        assertThat(kubelet("k3s-server", "k3s server").elsewhere(Path.of("/var/lib/other/pod-resources/kubelet.sock")))
                .isEmpty();
    }
}
