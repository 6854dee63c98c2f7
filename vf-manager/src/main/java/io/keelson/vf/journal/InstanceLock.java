package io.keelson.vf.journal;

import io.keelson.vf.libc.Libc;
import io.keelson.vf.libc.LibcException;
import io.keelson.vf.libc.LockFile;
import io.keelson.vf.model.Code;
import io.keelson.vf.model.HostException;
import io.keelson.vf.model.KernelText;
import io.keelson.vf.model.Problem;
import io.keelson.vf.model.Subject;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * One agent per directory: an exclusive lock on {@code <directory>/lock}, which the kernel takes back from a process however
 * it dies. The file stays and holds the number of the process that has the lock, or had it last. Source: man 2 flock.
 */
public final class InstanceLock implements AutoCloseable {
    /** Name of the file in its directory. */
    public static final String FILE = "lock";

    private static final int MAX_PID_TEXT = 20;

    private final LockFile lock;

    private InstanceLock(LockFile lock) {
        this.lock = lock;
    }

    /**
     * Takes the lock or fails at once: with {@code AGENT_ALREADY_RUNNING} and the holder's process number, or with
     * {@code JOURNAL_UNWRITABLE} where there can be no such file.
     */
    public static InstanceLock take(Libc libc, Path directory) throws HostException {
        Path file = directory.resolve(FILE);
        try {
            JournalFile.makeDirectory(directory);
            Optional<LockFile> lock = LockFile.tryTake(libc, file);
            if (lock.isEmpty()) {
                throw new HostException(running(file, holder(file)));
            }
            return signed(lock.get(), file);
        } catch (LibcException e) {
            throw new HostException(unwritable(file, e), e);
        } catch (IOException e) {
            throw new HostException(JournalFile.unwritable(file, e), e);
        }
    }

    private static InstanceLock signed(LockFile lock, Path file) throws IOException {
        try {
            String pid = ProcessHandle.current().pid() + "\n";
            Files.writeString(file, pid, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING);
            return new InstanceLock(lock);
        } catch (IOException e) {
            lock.close();
            throw e;
        }
    }

    private static OptionalLong holder(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return KernelText.decimal(new String(in.readNBytes(MAX_PID_TEXT), StandardCharsets.US_ASCII));
        }
    }

    private static Problem running(Path file, OptionalLong pid) {
        String who = pid.isPresent() ? "process " + pid.getAsLong() : "another process";
        return Problem.of(
                Code.AGENT_ALREADY_RUNNING,
                Subject.file(file),
                who + " holds the lock",
                "let the running agent do it, or stop it first");
    }

    private static Problem unwritable(Path file, LibcException e) {
        return Problem.of(
                Code.JOURNAL_UNWRITABLE,
                Subject.file(file),
                e.call() + " failed; nothing was changed",
                "make the file system writable, or name another directory",
                e.errno());
    }

    /** Lets the lock go; the file stays. */
    @Override
    public void close() {
        lock.close();
    }
}
