package io.keelson.plugin.app;

import io.keelson.vf.model.IommuGroup;
import io.keelson.vf.model.KernelText;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Which vfio groups some process holds open, by the links under {@code /proc/<pid>/fd}. A process we may not look into
 * makes the answer absent, unless it ended meanwhile. Source: man 5 proc.
 */
final class OpenGroups {
    private static final String PREFIX = "/dev/vfio/";

    private final Path proc;

    OpenGroups(Path proc) {
        this.proc = proc;
    }

    Optional<Set<IommuGroup>> list() {
        Set<IommuGroup> open = new HashSet<>();
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(proc, "[0-9]*")) {
            for (Path process : processes) {
                addGroupsOf(process, open);
            }
            return Optional.of(open);
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static void addGroupsOf(Path process, Set<IommuGroup> open) throws IOException {
        try (DirectoryStream<Path> fds = Files.newDirectoryStream(process.resolve("fd"))) {
            for (Path fd : fds) {
                group(fd).ifPresent(open::add);
            }
        } catch (NoSuchFileException | java.nio.file.NotDirectoryException ended) {
            return;
        } catch (java.nio.file.DirectoryIteratorException e) {
            throw e.getCause();
        } catch (java.nio.file.FileSystemException e) {
            if (Files.exists(process)) {
                throw e;
            }
        }
    }

    private static Optional<IommuGroup> group(Path fd) {
        try {
            String target = Files.readSymbolicLink(fd).toString();
            if (!target.startsWith(PREFIX)) {
                return Optional.empty();
            }
            String name = target.substring(PREFIX.length());
            String number = name.startsWith("noiommu-") ? name.substring("noiommu-".length()) : name;
            return KernelText.decimal(number).isPresent() ? IommuGroup.parse(number) : Optional.empty();
        } catch (IOException closed) {
            return Optional.empty();
        }
    }
}
