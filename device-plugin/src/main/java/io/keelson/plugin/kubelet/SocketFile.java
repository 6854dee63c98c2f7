package io.keelson.plugin.kubelet;

import io.keelson.config.model.ResourceName;
import io.keelson.vf.model.Code;
import io.keelson.vf.model.HostException;
import io.keelson.vf.model.Problem;
import io.keelson.vf.model.Subject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Locale;
import java.util.Optional;

/**
 * The file of a socket we listen on. It is bound under a hidden name of the same length and then renamed, so that under the
 * public name there is either nothing or a socket that answers; a rename also takes the place of what a killed agent left.
 *
 * <p>What another agent put there since (a rolling upgrade) is not ours and is left alone. Not for several threads at once.
 */
final class SocketFile {
    /** {@code sun_path} without its final 0; source: man 7 unix. */
    static final int MAX_BYTES = 107;

    static final String SUFFIX = ".sock";

    private final Path path;
    private int binds;
    private Optional<FileIdentity> ours = Optional.empty();

    private SocketFile(Path path) {
        this.path = path;
    }

    /** {@code <prefix>_<name>.sock} in this directory; fails where the kernel could not bind so long a path. */
    static SocketFile of(Path directory, ResourceName resource) throws HostException {
        Path path = KubeletPaths.plugin(directory, resource);
        int length = path.toString().getBytes(StandardCharsets.UTF_8).length;
        if (length > MAX_BYTES) {
            throw new HostException(Problem.of(
                    Code.CONFIG_BAD_VALUE,
                    new Subject(resource.toString()),
                    "its socket " + path + " would have " + length + " bytes, the kernel takes " + MAX_BYTES,
                    "give the resource a shorter name"));
        }
        return new SocketFile(path);
    }

    /** Its public name. */
    Path path() {
        return path;
    }

    /**
     * A name to bind, as long as the public one; whatever was left there is removed. Another one each time, since Netty
     * removes the name it bound when it gets round to closing the server before.
     */
    Path hidden() throws IOException {
        String name = path.getFileName().toString();
        String stem = name.substring(0, name.length() - SUFFIX.length());
        binds = (binds + 1) % 10_000;
        Path hidden = path.resolveSibling(String.format(Locale.ROOT, ".%s%04d", stem, binds));
        Files.deleteIfExists(hidden);
        return hidden;
    }

    /** Gives the socket bound under the hidden name its public one. */
    void publish(Path hidden) throws IOException {
        Optional<FileIdentity> bound = FileIdentity.of(hidden);
        Files.move(hidden, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        ours = bound;
    }

    /** Whose it is, by what the kernel says now. */
    SocketHolder holder() {
        Optional<FileIdentity> now = FileIdentity.of(path);
        if (ours.isEmpty() || now.isEmpty()) {
            return SocketHolder.NOBODY;
        }
        return ours.equals(now) ? SocketHolder.US : SocketHolder.ANOTHER;
    }

    /** Removes it if it is ours. */
    void remove() throws IOException {
        if (holder() == SocketHolder.US) {
            Files.deleteIfExists(path);
        }
        ours = Optional.empty();
    }
}
