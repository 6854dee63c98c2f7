package io.keelson.vf.sysfs;

import io.keelson.vf.model.Errno;
import io.keelson.vf.model.KernelText;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.NotLinkException;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The error number behind an {@link IOException}: Java keeps only the C library's words for it.
 *
 * <p>Known are the words of glibc and, where they differ, of musl, untranslated ({@code LC_MESSAGES=C}). Anything else is
 * {@code EIO}, so that a text we do not know is never taken for an error that a step treats specially.
 */
public final class ErrnoText {
    private static final String UNKNOWN = "Unknown error ";
    private static final Map<String, Errno> WORDS = Map.ofEntries(
            Map.entry("Operation not permitted", Errno.EPERM),
            Map.entry("No such file or directory", Errno.ENOENT),
            Map.entry("Interrupted system call", new Errno(4)),
            Map.entry("Input/output error", Errno.EIO),
            Map.entry("I/O error", Errno.EIO),
            Map.entry("No such device or address", new Errno(6)),
            Map.entry("Resource temporarily unavailable", Errno.EAGAIN),
            Map.entry("Cannot allocate memory", new Errno(12)),
            Map.entry("Out of memory", new Errno(12)),
            Map.entry("Permission denied", Errno.EACCES),
            Map.entry("Device or resource busy", Errno.EBUSY),
            Map.entry("Resource busy", Errno.EBUSY),
            Map.entry("File exists", Errno.EEXIST),
            Map.entry("No such device", Errno.ENODEV),
            Map.entry("Not a directory", new Errno(20)),
            Map.entry("Is a directory", new Errno(21)),
            Map.entry("Invalid argument", Errno.EINVAL),
            Map.entry("Too many open files in system", new Errno(23)),
            Map.entry("Too many open files", new Errno(24)),
            Map.entry("No file descriptors available", new Errno(24)),
            Map.entry("No space left on device", new Errno(28)),
            Map.entry("Read-only file system", new Errno(30)),
            Map.entry("Numerical result out of range", Errno.ERANGE),
            Map.entry("Result not representable", Errno.ERANGE),
            Map.entry("File name too long", new Errno(36)),
            Map.entry("Function not implemented", new Errno(38)),
            Map.entry("Too many levels of symbolic links", new Errno(40)),
            Map.entry("Symbolic link loop", new Errno(40)),
            Map.entry("Protocol error", new Errno(71)),
            Map.entry("Operation not supported", Errno.EOPNOTSUPP),
            Map.entry("Not supported", Errno.EOPNOTSUPP),
            Map.entry("Connection timed out", Errno.ETIMEDOUT),
            Map.entry("Operation timed out", Errno.ETIMEDOUT));

    private ErrnoText() {}

    /** The error number, {@code EIO} where the words are not known. */
    public static Errno errno(IOException e) {
        String words = words(e);
        Errno known = WORDS.get(words);
        return known != null ? known : numbered(words).orElse(Errno.EIO);
    }

    /** What went wrong, without the file's name. */
    public static String words(IOException e) {
        if (e instanceof NoSuchFileException) {
            return "No such file or directory";
        }
        if (e instanceof AccessDeniedException) {
            return "Permission denied";
        }
        if (e instanceof NotDirectoryException) {
            return "Not a directory";
        }
        if (e instanceof NotLinkException) {
            return "Invalid argument";
        }
        String reason = e instanceof FileSystemException f ? f.getReason() : e.getMessage();
        return reason == null ? "no reason given" : withoutJavasRemark(reason);
    }

    /** Java adds a guess of its own to ELOOP. */
    private static String withoutJavasRemark(String reason) {
        String loop = "Too many levels of symbolic links";
        return reason.startsWith(loop) ? loop : reason;
    }

    /** {@code Unknown error 524}: drivers leak numbers that no C library names. */
    private static Optional<Errno> numbered(String words) {
        if (!words.startsWith(UNKNOWN)) {
            return Optional.empty();
        }
        OptionalLong number = KernelText.decimal(words.substring(UNKNOWN.length()));
        return number.isPresent() && number.getAsLong() > 0 && number.getAsLong() <= 4095
                ? Optional.of(new Errno((int) number.getAsLong()))
                : Optional.empty();
    }
}
