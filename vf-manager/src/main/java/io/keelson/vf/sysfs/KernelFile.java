package io.keelson.vf.sysfs;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** The ways this package touches a file: one bounded read, one readlink, one listing, one lstat. */
final class KernelFile {
    /** No attribute we read comes near; the kernel's own limit is a page. */
    static final int MAX_BYTES = 256;

    private KernelFile() {}

    /**
     * The text of an attribute without surrounding white space. One read(2): some drivers answer a second one with EAGAIN.
     * The stream that {@code Files} gives, unlike a channel, does not fail when the thread is being interrupted.
     */
    static String text(Path file) throws IOException {
        byte[] bytes = new byte[MAX_BYTES + 1];
        int count;
        try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
            count = in.read(bytes);
        }
        if (count > MAX_BYTES) {
            throw new IOException("longer than " + MAX_BYTES + " bytes");
        }
        return new String(bytes, 0, Math.max(count, 0), StandardCharsets.ISO_8859_1).strip();
    }

    /** The last part of what a link points to, as in {@code driver -> ../../../bus/pci/drivers/igb}. */
    static String linkName(Path link) throws IOException {
        return nameOf(Files.readSymbolicLink(link));
    }

    /** The last part of a path, empty for a root. */
    static String nameOf(Path path) {
        Path name = path.getFileName();
        return name == null ? "" : name.toString();
    }

    /** The names in a directory, in no order. */
    static String[] names(Path directory) throws IOException {
        String[] names = directory.toFile().list();
        if (names != null) {
            return names;
        }
        try (var reason = Files.newDirectoryStream(directory)) {
            throw new IOException("cannot be listed");
        }
    }

    /** Whether something is there, whatever it is. */
    static boolean exists(Path file) {
        return file.toFile().exists();
    }

    /** Whether a directory is there that is no link. */
    static boolean isDirectory(Path path) {
        return Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS);
    }

    /** The inode of a directory that is no link, or empty where there is none. */
    static Optional<Long> inode(Path directory) {
        try {
            Map<String, Object> facts =
                    Files.readAttributes(directory, "unix:ino,isDirectory", LinkOption.NOFOLLOW_LINKS);
            boolean isDirectory = Boolean.TRUE.equals(facts.get("isDirectory"));
            return isDirectory && facts.get("ino") instanceof Long ino ? Optional.of(ino) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
