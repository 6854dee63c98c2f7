package io.keelson.vf.sysfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.keelson.vf.model.Errno;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Errors that this machine's kernel and Java really give, and the words of others. */
class ErrnoTextTest {
    private final Path dir;

    ErrnoTextTest(@TempDir Path dir) {
        this.dir = dir;
    }

    @Test
    void openingWhatIsNotThere() {
        expect("ENOENT", () -> Files.newInputStream(dir.resolve("none")).close());
        expect("ENOENT", () -> write(dir.resolve("none"), "1"));
        expect(
                "ENOTDIR",
                () -> KernelFile.text(Files.writeString(dir.resolve("f"), "").resolve("g")));
        expect("ENAMETOOLONG", () -> KernelFile.text(dir.resolve("n".repeat(300))));
    }

    @Test
    void readingWhatIsNoFile() {
        expect("EISDIR", () -> KernelFile.text(dir));
        expect("ENOTDIR", () -> KernelFile.names(Files.writeString(dir.resolve("f"), "")));
        expect("ELOOP", () -> KernelFile.text(Files.createSymbolicLink(dir.resolve("l"), Path.of("l"))));
        expect("EINVAL", () -> KernelFile.linkName(dir));
    }

    @Test
    void writesThatTheKernelRefuses() {
        expect("ENOSPC", () -> write(Path.of("/dev/full"), "1"));
        expect("EINVAL", () -> write(Path.of("/proc/self/oom_score_adj"), "99999"));
        expect("EISDIR", () -> write(dir, "1"));
    }

    @ParameterizedTest
    @CsvSource({
        "Device or resource busy, EBUSY",
        "Resource busy, EBUSY",
        "Numerical result out of range, ERANGE",
        "Result not representable, ERANGE",
        "Operation not permitted, EPERM",
        "No such device, ENODEV",
        "Operation not supported, EOPNOTSUPP",
        "Permission denied, EACCES",
        "Unknown error 524, errno-524",
        "Unknown error 99999, EIO",
        "Unknown error x, EIO",
        "Das Gerät ist belegt, EIO",
        "device or resource busy, EIO"
    })
    void wordsOfTheLibraries(String words, String symbol) {
        assertThat(ErrnoText.errno(new IOException(words)).symbol()).isEqualTo(symbol);
        assertThat(ErrnoText.words(new IOException(words))).isEqualTo(words);
    }

    @Test
    void noWordsAtAll() {
        assertThat(ErrnoText.errno(new IOException())).isEqualTo(Errno.EIO);
        assertThat(ErrnoText.words(new IOException())).isEqualTo("no reason given");
    }

    private static void expect(String symbol, ThrowingCallable call) {
        IOException e = catchThrowableOfType(IOException.class, call);
        assertThat(e).isNotNull();
        assertThat(ErrnoText.errno(e).symbol()).as(ErrnoText.words(e)).isEqualTo(symbol);
    }

    private static void write(Path file, String text) throws IOException {
        try (var out = Files.newOutputStream(file, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS)) {
            out.write(text.getBytes(StandardCharsets.US_ASCII));
        }
    }
}
