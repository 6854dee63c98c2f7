package io.keelson.plugin.attach;

import io.keelson.vf.model.Code;
import io.keelson.vf.model.ContainerId;
import io.keelson.vf.model.HostException;
import io.keelson.vf.model.Problem;
import io.keelson.vf.model.Subject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Stream;

/**
 * One empty file per sandbox that holds a device, for the CNI forwarder: with the agent away it lets a DEL pass only where
 * there is none. Made before anything is reserved, removed after the last device is free, rebuilt at start.
 */
public final class Markers {
    private final Path directory;

    /** @param directory {@code /run/keelson/attached} */
    public Markers(Path directory) {
        this.directory = directory;
    }

    /** The sandbox may hold a device from now on. */
    public void put(ContainerId container) throws HostException {
        Path marker = directory.resolve(container.text());
        try {
            Files.createDirectories(directory);
            if (!Files.exists(marker)) {
                Files.write(marker, new byte[0]);
            }
        } catch (IOException e) {
            throw unwritable(container, e);
        }
    }

    /** The sandbox holds none any more. */
    public void remove(ContainerId container) throws HostException {
        try {
            Files.deleteIfExists(directory.resolve(container.text()));
        } catch (IOException e) {
            throw unwritable(container, e);
        }
    }

    /** Makes the directory say exactly this. */
    public void rebuild(Set<ContainerId> containers) throws HostException {
        Set<ContainerId> stale = new HashSet<>(present());
        stale.removeAll(containers);
        for (ContainerId container : containers) {
            put(container);
        }
        for (ContainerId container : stale) {
            remove(container);
        }
    }

    /** The sandboxes that hold a device. Fails with {@code JOURNAL_UNWRITABLE} where the directory cannot be read. */
    public Set<ContainerId> present() throws HostException {
        if (!Files.isDirectory(directory)) {
            return Set.of();
        }
        try (Stream<Path> files = Files.list(directory)) {
            Set<ContainerId> found = new HashSet<>();
            files.forEach(f -> ContainerId.parse(f.getFileName().toString()).ifPresent(found::add));
            return found;
        } catch (IOException e) {
            throw new HostException(problem(directory, e), e);
        }
    }

    private HostException unwritable(ContainerId container, IOException e) {
        return new HostException(problem(directory.resolve(container.text()), e), e);
    }

    private static Problem problem(Path path, IOException e) {
        return Problem.of(
                Code.JOURNAL_UNWRITABLE,
                Subject.file(path),
                "cannot be written: " + e.getMessage(),
                "see the rights and the free space of the agent's run directory");
    }
}
