package io.keelson.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.model.Capability;
import io.keelson.plugin.testing.FakeKubelet;
import io.keelson.plugin.testing.Pods;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.BindMode;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.utility.DockerImageName;

/** The image in a container engine: the agent over a captured tree, beside a kubelet that is a fake on real sockets. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ContainerTest {
    private static final Path TAR = Path.of("../device-plugin/target/keelson-image.tar");
    private static final Path TREE = Path.of("../vf-manager/src/test/trees/igb-with-vfs");
    private static final String IMAGE = "keelson/agent:0.1.0";
    private static final String RESOURCE = "keelson.io/fast";
    private static final String POOL = """
            pools:
              - resource: keelson.io/fast
                select: {pfNames: [eth0]}
            """;

    @SuppressWarnings("NullAway.Init")
    private Path host;

    @BeforeAll
    void load(@TempDir Path dir) throws Exception {
        assumeThat(DockerClientFactory.instance().isDockerAvailable())
                .as("a container engine that answers (target/engine.log tells why there is none)")
                .isTrue();
        DockerClient engine = DockerClientFactory.instance().client();
        try (InputStream tar = Files.newInputStream(TAR)) {
            engine.loadImageCmd(tar).exec();
        }
        host = dir.resolve("host");
        Processes.run(List.of("cp", "-a", TREE.toString(), host.toString()));
        Path bootId = host.resolve("proc/sys/kernel/random/boot_id");
        Files.createDirectories(bootId.getParent());
        Files.writeString(bootId, "00000000-0000-4000-8000-000000000000\n");
        Files.writeString(host.resolve("keelson.yaml"), POOL);
    }

    @SuppressWarnings("resource")
    private GenericContainer<?> agent() {
        return new GenericContainer<>(DockerImageName.parse(IMAGE))
                .withImagePullPolicy(image -> false)
                .withNetworkMode("none")
                .withFileSystemBind(host.toString(), host.toString(), BindMode.READ_WRITE)
                .withCommand("agent", "--host-root", host.toString(), "--config", host + "/keelson.yaml")
                .withCreateContainerCmdModifier(c -> c.getHostConfig()
                        .withReadonlyRootfs(true)
                        .withCapDrop(Capability.ALL)
                        .withCapAdd(Capability.NET_ADMIN))
                .waitingFor(Wait.forLogMessage(".*agent is ready.*", 1));
    }

    @Test
    void registersAnswersAndEndsWhenAsked() throws Exception {
        try (FakeKubelet kubelet = new FakeKubelet(host.resolve("var/lib/kubelet")).start();
                GenericContainer<?> agent = agent()) {
            agent.start();

            Map<String, ?> devices = kubelet.awaitDevices(RESOURCE, d -> d.size() == 4);
            assertThat(devices.keySet()).contains("0000:21:10.0", "0000:21:10.6");
            assertThat(kubelet.allocate(Pods.Container.of("pod"), RESOURCE, List.of("0000:21:10.0"))
                            .getEnvsMap())
                    .containsEntry("PCIDEVICE_KEELSON_IO_FAST", "0000:21:10.0");

            InspectContainerResponse.ContainerState ended = stop(agent);
            assertThat(ended.getExitCodeLong()).isZero();
            assertThat(Duration.between(askedToStop, Instant.parse(ended.getFinishedAt())))
                    .as("from SIGTERM to the end")
                    .isLessThan(Duration.ofSeconds(2));
            assertThat(agent.getLogs())
                    .contains("agent is ready", "agent is asked to end")
                    .doesNotContain("Exception");
            assertThat(host.resolve("var/lib/kubelet/device-plugins/keelson.io_fast.sock"))
                    .doesNotExist();
        }
    }

    private Instant askedToStop = Instant.EPOCH;

    private InspectContainerResponse.ContainerState stop(GenericContainer<?> agent) {
        DockerClient engine = agent.getDockerClient();
        askedToStop = Instant.now();
        engine.stopContainerCmd(agent.getContainerId()).withTimeout(60).exec();
        return engine.inspectContainerCmd(agent.getContainerId()).exec().getState();
    }

    @Test
    void carriesItsVersionAndItsLicence() {
        var config = DockerClientFactory.instance()
                .client()
                .inspectImageCmd(IMAGE)
                .exec()
                .getConfig();
        assertThat(config).isNotNull();
        assertThat(config.getLabels())
                .containsEntry("org.opencontainers.image.licenses", "Apache-2.0")
                .containsEntry("org.opencontainers.image.title", "Keelson")
                .containsKeys("org.opencontainers.image.version", "org.opencontainers.image.revision");
        assertThat(config.getEntrypoint()).containsExactly("/opt/keelson/bin/keelson");
    }
}
