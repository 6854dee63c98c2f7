package io.keelson.vf.libc;

import io.keelson.vf.model.Errno;
import java.nio.file.Path;
import java.util.Optional;

/**
 * An exclusive lock on a file, for as long as this is open; the kernel lets go when the process dies. Source: man 2 flock.
 */
public final class LockFile implements AutoCloseable {
    private static final int OWNER_ONLY = 0600;

    private final Fd fd;

    private LockFile(Fd fd) {
        this.fd = fd;
    }

    /** Makes the file if need be and takes the lock; empty while another process (or another call) holds it. */
    public static Optional<LockFile> tryTake(Libc libc, Path file) throws LibcException {
        Fd fd = libc.open(file.toString(), Libc.O_RDWR | Libc.O_CREAT, OWNER_ONLY);
        try {
            libc.lock(fd);
            return Optional.of(new LockFile(fd));
        } catch (LibcException e) {
            fd.close();
            if (e.is(Errno.EAGAIN)) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /** Lets go; the file stays. */
    @Override
    public void close() {
        fd.close();
    }
}
