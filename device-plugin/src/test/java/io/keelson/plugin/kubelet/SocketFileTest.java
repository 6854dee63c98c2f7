package io.keelson.plugin.kubelet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keelson.config.model.ResourceName;
import io.keelson.vf.model.Code;
import io.keelson.vf.model.HostException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SocketFileTest {
    private static final ResourceName FAST =
            ResourceName.parse("keelson.io/fast").orElseThrow();

    private final Path directory;

    SocketFileTest(@TempDir Path directory) {
        this.directory = directory;
    }

    @Test
    void itIsOursFromPublicationUntilSomebodyRemovesIt() throws Exception {
        SocketFile socket = SocketFile.of(directory, FAST);
        assertThat(socket.holder()).isEqualTo(SocketHolder.NOBODY);

        publish(socket);
        assertThat(socket.path().getFileName()).hasToString("keelson.io_fast.sock");
        assertThat(socket.holder()).isEqualTo(SocketHolder.US);

        Files.delete(socket.path());
        assertThat(socket.holder()).isEqualTo(SocketHolder.NOBODY);
    }

    @Test
    void aStaleSocketIsReplacedAndASuccessorsLeftAlone() throws Exception {
        Files.createFile(directory.resolve("keelson.io_fast.sock"));
        SocketFile old = SocketFile.of(directory, FAST);
        publish(old);
        SocketFile successor = SocketFile.of(directory, FAST);
        publish(successor);

        assertThat(old.holder()).isEqualTo(SocketHolder.ANOTHER);
        old.remove();
        assertThat(successor.holder()).isEqualTo(SocketHolder.US);

        successor.remove();
        assertThat(successor.path()).doesNotExist();
    }

    @Test
    void anInodeGivenAgainIsAnotherFile() throws Exception {
        SocketFile socket = SocketFile.of(directory, FAST);
        publish(socket);

        Files.setLastModifiedTime(socket.path(), FileTime.from(Instant.EPOCH));

        assertThat(socket.holder()).isEqualTo(SocketHolder.ANOTHER);
    }

    @Test
    void theHiddenNameIsAsLongAsThePublicOneAndNeverTheLastOne() throws Exception {
        SocketFile socket = SocketFile.of(directory, FAST);
        Path first = socket.hidden();
        Path second = socket.hidden();

        assertThat(first.getFileName().toString()).startsWith(".").hasSameSizeAs("keelson.io_fast.sock");
        assertThat(second).isNotEqualTo(first);
    }

    @Test
    void whatAKilledAgentLeftUnderTheHiddenNameIsRemoved() throws Exception {
        Path left = SocketFile.of(directory, FAST).hidden();
        Files.createFile(left);

        assertThat(SocketFile.of(directory, FAST).hidden()).isEqualTo(left).doesNotExist();
    }

    @Test
    void aPathTooLongForTheKernelIsAProblem() throws Exception {
        ResourceName longest = ResourceName.parse("a/" + "b".repeat(63)).orElseThrow();
        int room = SocketFile.MAX_BYTES - ("/a_.sock".length() + 63);
        Path fits = Path.of("/" + "c".repeat(room - 1));
        Path tooLong = Path.of("/" + "c".repeat(room));

        assertThat(SocketFile.of(fits, longest).path().toString()).hasSize(107);
        assertThatThrownBy(() -> SocketFile.of(tooLong, longest)).isInstanceOfSatisfying(HostException.class, e -> {
            assertThat(e.problem().code()).isEqualTo(Code.CONFIG_BAD_VALUE);
            assertThat(e.problem().line()).contains("108 bytes", "takes 107", longest.toString());
        });
    }

    private static void publish(SocketFile socket) throws IOException {
        socket.publish(Files.createFile(socket.hidden()));
    }
}
