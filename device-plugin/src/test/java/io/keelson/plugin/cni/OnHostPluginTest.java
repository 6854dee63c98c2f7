package io.keelson.plugin.cni;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.keelson.plugin.attach.Ipam;
import io.keelson.vf.model.Code;
import io.keelson.vf.model.ContainerId;
import io.keelson.vf.model.Deadline;
import io.keelson.vf.model.HostException;
import io.keelson.vf.model.IfName;
import io.keelson.vf.model.IpamCall;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** IPAM plugins that only another mount namespace has, as an agent inside a container finds it. */
@Tag("netns")
@Timeout(60)
class OnHostPluginTest {
    private static final Ipam.Target TARGET =
            new Ipam.Target(new ContainerId(Samples.CONTAINER), new IfName("net1"), Optional.empty());

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path dir;

    private final List<String> executed = new ArrayList<>();

    @SuppressWarnings("NullAway.Init")
    private Process host;

    @SuppressWarnings("NullAway.Init")
    private Path plugins;

    /** A "host": its plugin lies on a file system that only it has mounted. */
    @BeforeEach
    void makeHost() throws Exception {
        plugins = Files.createDirectory(dir.resolve("plugins"));
        String script = """
                mount -t tmpfs host DIR && cd DIR || exit
                printf '#!/bin/sh\\necho "$CNI_COMMAND $PWD" >DIR/ran\\n' >test-ipam
                printf '#!/bin/sh\\necho lost >&2; exit 127\\n' >lost
                chmod 755 test-ipam lost && echo ready && exec sleep 600
                """.replace("DIR", plugins.toString());
        host = new ProcessBuilder("unshare", "--mount", "sh", "-c", script).start();
        assertThat(host.inputReader().readLine()).isEqualTo("ready");
    }

    @AfterEach
    void endHost() throws Exception {
        host.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
    }

    private IpamPlugin ipam(Path namespace) {
        PluginStart start = PluginStart.onHost(Forwarder.EXECUTABLE.toAbsolutePath(), namespace);
        return new IpamPlugin(dir.resolve("scratch"), start, executed::add);
    }

    private Path ofHost() {
        return Path.of("/proc/" + host.pid() + "/ns/mnt");
    }

    private static Deadline soon() {
        return Deadline.after(Duration.ofSeconds(30));
    }

    private IpamCall call(String type) {
        return new IpamCall(type, "{}", "", "/nowhere:" + plugins);
    }

    @Test
    void aPluginOfTheHostRunsThere() throws Exception {
        assertThat(plugins.resolve("test-ipam")).as("not here").doesNotExist();

        ipam(ofHost()).del(call("test-ipam"), TARGET, soon());

        assertThat(Path.of("/proc/" + host.pid() + "/root" + plugins + "/ran")).hasContent("DEL /\n");
        assertThat(executed).containsExactly("test-ipam");
    }

    @Test
    void oneThatIsNotThereIsNamedWithTheDirectories() {
        assertThatExceptionOfType(HostException.class)
                .isThrownBy(() -> ipam(ofHost()).del(call("missing"), TARGET, soon()))
                .satisfies(e -> assertThat(e.problem().code()).isEqualTo(Code.IPAM_FAILED))
                .satisfies(e -> assertThat(e.problem().detail()).contains("no executable 'missing' in CNI_PATH"));
    }

    @Test
    void itsOwnWordsAreNotTakenForThat() {
        assertThatExceptionOfType(HostException.class)
                .isThrownBy(() -> ipam(ofHost()).del(call("lost"), TARGET, soon()))
                .satisfies(e -> assertThat(e.problem().detail()).isEqualTo("exit code 127: lost"));
    }

    @Test
    void aNamespaceThatCannotBeEnteredIsSaid() {
        assertThatExceptionOfType(HostException.class)
                .isThrownBy(() -> ipam(Path.of("/proc/self/ns/net")).del(call("test-ipam"), TARGET, soon()))
                .satisfies(e -> assertThat(e.problem().detail())
                        .isEqualTo("exit code 126: keelson-cni: /proc/self/ns/net: Invalid argument"));
    }
}
