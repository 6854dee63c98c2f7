package io.keelson.vf.journal;

import io.keelson.vf.model.Code;
import io.keelson.vf.model.HostException;
import io.keelson.vf.model.KernelText;
import io.keelson.vf.model.Problem;
import io.keelson.vf.model.Subject;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.OptionalLong;
import java.util.Set;

/**
 * One agent per directory: an exclusive lock on {@code <directory>/lock}, which the kernel takes back from a process however
 * it dies. The file stays and holds the number of the process that has the lock, or had it last.
 *
 * <p>The lock is of the fcntl kind (man 2 fcntl, F_SETLK): closing <em>any</em> descriptor of the file would release it. So
 * no other code may open the file, and a process takes the lock of a directory once.
 */
public final class InstanceLock implements Closeable {
    /** Name of the file in its directory. */
    public static final String FILE = "lock";

    private static final int MAX_PID_TEXT = 20;

    private final FileChannel channel;

    private InstanceLock(FileChannel channel) {
        this.channel = channel;
    }

    /**
     * Takes the lock or fails at once: with {@code AGENT_ALREADY_RUNNING} and the holder's process number, or with
     * {@code JOURNAL_UNWRITABLE} where there can be no such file.
     */
    public static InstanceLock take(Path directory) throws HostException {
        Path file = directory.resolve(FILE);
        try {
            Files.createDirectories(
                    directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            FileChannel channel = FileChannel.open(
                    file,
                    Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.CREATE),
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            return locked(channel, file);
        } catch (IOException e) {
            throw new HostException(JournalFile.unwritable(file, e), e);
        }
    }

    private static InstanceLock locked(FileChannel channel, Path file) throws IOException, HostException {
        try {
            if (channel.tryLock() == null) {
                throw new HostException(running(file, holder(channel)));
            }
            byte[] pid = (ProcessHandle.current().pid() + "\n").getBytes(StandardCharsets.US_ASCII);
            channel.truncate(0).write(ByteBuffer.wrap(pid), 0);
            return new InstanceLock(channel);
        } catch (OverlappingFileLockException e) {
            throw new IllegalStateException("this process has the lock already", e);
        } catch (IOException | HostException e) {
            channel.close();
            throw e;
        }
    }

    private static OptionalLong holder(FileChannel channel) throws IOException {
        ByteBuffer text = ByteBuffer.allocate(MAX_PID_TEXT);
        channel.read(text, 0);
        return KernelText.decimal(new String(text.array(), 0, text.position(), StandardCharsets.US_ASCII));
    }

    private static Problem running(Path file, OptionalLong pid) {
        String who = pid.isPresent() ? "process " + pid.getAsLong() : "another process";
        return Problem.of(
                Code.AGENT_ALREADY_RUNNING,
                Subject.file(file),
                who + " holds the lock",
                "let the running agent do it, or stop it first");
    }

    /** Lets the lock go; the file stays. */
    @Override
    public void close() throws IOException {
        channel.close();
    }
}
