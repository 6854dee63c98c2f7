package io.keelson.vf.libc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.keelson.vf.model.Errno;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JnrLibcTest {
    private final Libc libc = JnrLibc.load();

    @Test
    void writesAndReadsWhatLiesInTheBuffer(@TempDir Path dir) throws Exception {
        Path file = dir.resolve("f");
        ByteBuffer text = ByteBuffer.allocateDirect(16).put("..hello".getBytes(StandardCharsets.US_ASCII));
        try (Fd fd = libc.open(file.toString(), Libc.O_WRONLY | Libc.O_CREAT, 0600)) {
            assertThat(libc.write(fd, text.flip().position(2))).isEqualTo(5);
        }
        assertThat(Files.readString(file)).isEqualTo("hello");
        try (Fd fd = libc.open(file.toString(), Libc.O_RDONLY, 0)) {
            ByteBuffer room = ByteBuffer.allocateDirect(3);
            assertThat(libc.read(fd, room)).isEqualTo(3);
            assertThat(room.get(2)).isEqualTo((byte) 'l');
        }
    }

    @Test
    void tellsWhichCallFailedAndWhy() {
        LibcException e =
                failure(() -> libc.open("/no/such/file", Libc.O_RDONLY, 0).close());

        assertThat(e.call()).isEqualTo("open");
        assertThat(e.errno()).isEqualTo(Errno.ENOENT);
    }

    @Test
    void knowsTheFileSystemAndTheKindOfNamespace() throws LibcException {
        try (Fd ns = libc.open("/proc/self/ns/net", Libc.O_RDONLY, 0);
                Fd file = libc.open("/proc/self/stat", Libc.O_RDONLY, 0)) {
            assertThat(libc.fileSystem(ns)).isEqualTo(0x6e736673L);
            assertThat(libc.fileSystem(file)).isEqualTo(0x9fa0L);
            assertThat(libc.namespaceType(ns)).isEqualTo(Libc.CLONE_NEWNET);
        }
    }

    @Test
    void waitsForWhatCanBeReadAndNoLonger() throws LibcException {
        try (Fd quiet = libc.eventFd();
                Fd woken = libc.eventFd()) {
            assertThat(libc.readable(List.of(quiet, woken), Duration.ZERO)).isEmpty();
            libc.write(
                    woken,
                    ByteBuffer.allocateDirect(8).order(ByteOrder.nativeOrder()).putLong(0, 1));
            assertThat(libc.readable(List.of(quiet, woken), Duration.ofMinutes(1)))
                    .containsExactly(woken);
        }
    }

    @Test
    void refusesAClosedDescriptorAndABufferOfTheHeap() throws LibcException {
        Fd fd = libc.eventFd();
        assertThatThrownBy(() -> libc.read(fd, ByteBuffer.allocate(8))).isInstanceOf(IllegalArgumentException.class);
        fd.close();
        fd.close();
        assertThatThrownBy(fd::number).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aLockFileIsHeldOnce(@TempDir Path dir) throws LibcException {
        Path file = dir.resolve("lock");
        Optional<LockFile> first = LockFile.tryTake(libc, file);
        assertThat(first).isPresent();
        assertThat(LockFile.tryTake(libc, file)).isEmpty();
        first.get().close();
        Optional<LockFile> next = LockFile.tryTake(libc, file);
        assertThat(next).isPresent();
        next.get().close();
    }

    private static LibcException failure(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        return Optional.ofNullable(catchThrowableOfType(LibcException.class, call))
                .orElseThrow();
    }
}
