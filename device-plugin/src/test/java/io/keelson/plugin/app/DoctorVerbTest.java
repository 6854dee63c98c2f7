package io.keelson.plugin.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.keelson.plugin.doctor.KubeletFacts.State;
import io.keelson.vf.model.PciAddress;
import io.keelson.vf.model.SriovLayout;
import io.keelson.vf.testing.PciNode;
import io.keelson.vf.testing.TreeBuilder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code keelson doctor} on a modelled host, from the files to the exit code. */
class DoctorVerbTest {
    @TempDir
    Path root;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    @BeforeEach
    void goodHost() throws IOException {
        TreeBuilder tree = new TreeBuilder(root);
        PciNode pf = tree.nic(PciAddress.of("0000:01:00.0"), 7).netdev("pf0", 2).file("sriov_numvfs", "1");
        tree.vf(pf, 0, new SriovLayout(128, 2)).driver("igbvf").iommuGroup(70).netdev("v0", 10);
        write("etc/keelson/keelson.yaml", """
                pools:
                  - resource: keelson.io/fast
                    select: {pfNames: ["pf0"]}
                    driver: kernel
                    attach: {interface: net}
                """);
        write("var/lib/kubelet/device-plugins/kubelet.sock", "");
        write("var/lib/kubelet/device-plugins/keelson.io_fast.sock", "");
        write("run/keelson/agent.sock", "");
        write(
                "etc/cni/net.d/10-main.conflist",
                "{\"cniVersion\": \"1.0.0\", \"name\": \"n\", \"plugins\": [{\"type\": \"ptp\"}, {\"type\": \"keelson\"}]}");
    }

    @Test
    void goodHostIsGood() {
        assertThat(doctor()).isZero();
        assertThat(printed().lines())
                .hasSize(8)
                .anySatisfy(l -> assertThat(l).matches("CHECK +RESULT +EVIDENCE"))
                .anySatisfy(l -> assertThat(l).matches("conflist +ok +our entry is in place"));
    }

    @Test
    void eachProblemHasItsNextStep() throws IOException {
        Files.delete(root.resolve("var/lib/kubelet/device-plugins/keelson.io_fast.sock"));
        Files.delete(root.resolve("etc/cni/net.d/10-main.conflist"));

        assertThat(doctor()).isEqualTo(1);
        assertThat(printed())
                .containsPattern("(?m)^kubelet +problem +\\S+/kubelet.sock is there, 0 of 1 resources served$")
                .containsPattern("(?m)^KUBELET_REFUSED keelson.io/fast: .*keelson.io_fast.sock is not there\n  next: .")
                .containsPattern("(?m)^CONFLIST_MISSING .*\n  next: .");
    }

    @Test
    void worksWithoutConfiguration() throws IOException {
        Files.delete(root.resolve("etc/keelson/keelson.yaml"));

        assertThat(doctor()).isEqualTo(1);
        assertThat(printed())
                .containsPattern("(?m)^configuration +problem ")
                .containsPattern("(?m)^sriov-pf +ok +pf0")
                .containsPattern("(?m)^vf-driver +skipped ")
                .contains("CONFIG_UNREADABLE");
    }

    @Test
    void configurationThatNamesAnotherPf() throws IOException {
        write("etc/keelson/keelson.yaml", "nics:\n  - select: {pfNames: [pf9]}\n    vfs: 2\n");

        assertThat(doctor("-o", "json")).isEqualTo(1);
        JsonNode first = JsonMapper.builder()
                .build()
                .readTree(printed())
                .path("findings")
                .path(0);
        assertThat(first.path("check").asText()).isEqualTo("configuration");
        assertThat(first.path("result").asText()).isEqualTo("problem");
        assertThat(first.path("problems").path(0).path("code").asText()).isEqualTo("PF_NOT_FOUND");
        assertThat(first.path("problems").path(0).path("hint").asText()).contains("pf0");
    }

    @Test
    void warningIsNoFailure() throws IOException {
        Path config = root.resolve("etc/keelson/keelson.yaml");
        Files.writeString(config, Files.readString(config).replace("[\"pf0\"]", "[\"pf0\", \"pf9\"]"));

        assertThat(doctor()).isZero();
        assertThat(printed()).containsPattern("(?m)^configuration +warning ").contains("PF_NOT_FOUND", "pf9");
    }

    @Test
    void socketIsAskedByConnecting(@TempDir Path dir) throws IOException {
        Path path = dir.resolve("s.sock");
        SocketLook look = new SocketLook(true);

        assertThat(look.at(path).state()).isEqualTo(State.ABSENT);
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(path));
            assertThat(look.at(path).state()).isEqualTo(State.LISTENS);
        }
        assertThat(look.at(path).state()).isEqualTo(State.DEAD);
        assertThat(new SocketLook(false).at(path).state()).isEqualTo(State.LISTENS);
    }

    private int doctor(String... options) {
        List<String> args = new java.util.ArrayList<>(List.of("doctor", "--host-root", root.toString()));
        args.addAll(List.of(options));
        PrintStream stream = new PrintStream(out, true, StandardCharsets.UTF_8);
        return Main.run(args.toArray(String[]::new), Map.of(), new Output(stream, stream));
    }

    private String printed() {
        return out.toString(StandardCharsets.UTF_8);
    }

    private void write(String path, String text) throws IOException {
        Path file = root.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }
}
