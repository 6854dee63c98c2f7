package io.keelson.vf.journal;

import io.keelson.vf.model.Code;
import io.keelson.vf.model.HostException;
import io.keelson.vf.model.Problem;
import io.keelson.vf.model.Subject;
import java.io.Closeable;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * The file open for appending. What a failed write left behind is cut off again, at once or before the next append.
 *
 * <p>Streams and not a {@link FileChannel}, which an interrupt of any thread in it would close for all. Not thread-safe.
 */
final class JournalFile implements Closeable {
    private Path path;
    private final FileOutputStream out;
    private final RandomAccessFile cutter;
    private final JournalObserver observer;
    private long size;
    private boolean tailIsDirty;

    private JournalFile(Path path, FileOutputStream out, RandomAccessFile cutter, JournalObserver observer)
            throws IOException {
        this.path = path;
        this.out = out;
        this.cutter = cutter;
        this.observer = observer;
        this.size = cutter.length();
    }

    /** Opens the file, making it (0600) where it is not there. */
    static JournalFile open(Path path, JournalObserver observer) throws HostException {
        try {
            boolean fresh = create(path);
            JournalFile file = streams(path, observer);
            if (fresh) {
                file.forceDirectory();
            }
            return file;
        } catch (IOException e) {
            throw new HostException(unwritable(path, e), e);
        }
    }

    private static JournalFile streams(Path path, JournalObserver observer) throws IOException {
        FileOutputStream out = new FileOutputStream(path.toFile(), true);
        try {
            return new JournalFile(path, out, new RandomAccessFile(path.toFile(), "rw"), observer);
        } catch (IOException e) {
            out.close();
            throw e;
        }
    }

    private static boolean create(Path path) throws IOException {
        try {
            Files.createFile(path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            return true;
        } catch (FileAlreadyExistsException e) {
            return false;
        }
    }

    /** Makes the directory, and those above it, for root alone (0700) where they are not there. */
    static void makeDirectory(Path directory) throws IOException {
        Files.createDirectories(
                directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }

    /** Bytes of whole lines. */
    long size() {
        return size;
    }

    /** Drops everything from this offset on. */
    void truncate(long offset) throws HostException {
        try {
            size = offset;
            cut();
        } catch (IOException e) {
            throw new HostException(unwritable(path, e), e);
        }
    }

    /** Writes whole lines in one go; when it fails, nothing of them stays and {@code JOURNAL_UNWRITABLE} says why. */
    void append(byte[] lines, Durability durability) throws HostException {
        try {
            if (tailIsDirty) {
                cut();
            }
            tailIsDirty = true;
            out.write(lines);
            if (durability == Durability.DISK) {
                force();
            }
        } catch (IOException e) {
            throw new HostException(unwritable(path, cutAfter(e)), e);
        }
        tailIsDirty = false;
        size += lines.length;
        observer.appended(lines.length);
    }

    /** Gives the file, written elsewhere, its place; the open streams stay good. */
    void moveTo(Path place) throws HostException {
        try {
            Files.move(path, place, StandardCopyOption.ATOMIC_MOVE);
            path = place;
            forceDirectory();
        } catch (IOException e) {
            throw new HostException(unwritable(place, e), e);
        }
    }

    @Override
    public void close() throws IOException {
        try (cutter) {
            out.close();
        }
    }

    /** The same failure, with the file closed. */
    HostException closedAfter(HostException failure) {
        try {
            close();
        } catch (IOException e) {
            failure.addSuppressed(e);
        }
        return failure;
    }

    private void force() throws IOException {
        out.getFD().sync();
        observer.forced();
    }

    private void forceDirectory() throws IOException {
        Path directory = path.toAbsolutePath().getParent();
        if (directory == null) {
            throw new NoSuchFileException(path.toString());
        }
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
        observer.forced();
    }

    private void cut() throws IOException {
        cutter.setLength(size);
        tailIsDirty = false;
    }

    private IOException cutAfter(IOException failure) {
        try {
            cut();
        } catch (IOException e) {
            failure.addSuppressed(e);
        }
        return failure;
    }

    static Problem unwritable(Path path, IOException e) {
        return Problem.of(
                Code.JOURNAL_UNWRITABLE,
                Subject.file(path),
                reason(e) + "; nothing was changed",
                "make room, or make the file system writable again");
    }

    /** What an exception says, without the file's name where that is all it says. */
    static String reason(IOException e) {
        String kind = e.getClass().getSimpleName();
        String text = e.getMessage();
        return text == null ? kind : e instanceof FileSystemException ? kind + ": " + text : text;
    }
}
