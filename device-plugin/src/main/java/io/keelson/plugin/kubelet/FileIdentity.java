package io.keelson.plugin.kubelet;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Optional;

/**
 * Which file a name leads to now: device and inode, and the time it was made (a file system may give the inode of a removed
 * socket to the next at once). Equal before and after means nobody replaced it.
 */
record FileIdentity(String key, FileTime made) {
    /** The one at this path; empty where there is none, or none that can be looked at. */
    static Optional<FileIdentity> of(Path path) {
        try {
            BasicFileAttributes found =
                    Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            return Optional.of(new FileIdentity(String.valueOf(found.fileKey()), found.lastModifiedTime()));
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
