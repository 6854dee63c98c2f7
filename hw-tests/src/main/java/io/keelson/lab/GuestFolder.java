package io.keelson.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The files of one running guest.
 *
 * @param folder sockets, logs, process id: a short path, as a socket's must be
 * @param overlay what the guest wrote to its disk: in the cache, as it may grow
 */
record GuestFolder(Path folder, Path overlay) {
    /** A new one, after removing what an earlier guest of that name left. */
    static GuestFolder create(String name) {
        GuestFolder guest = of(name);
        guest.remove();
        try {
            Files.createDirectories(guest.overlay.getParent());
            Files.createDirectory(guest.folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return guest;
    }

    static GuestFolder of(String name) {
        return new GuestFolder(
                root().resolve(name), Artefacts.cache().resolve("runs").resolve(name + ".qcow2"));
    }

    GuestFolder withOverlay(Path other) {
        return new GuestFolder(folder, other);
    }

    private static Path root() {
        try {
            Object user = Files.getAttribute(Path.of("/proc/self"), "unix:uid");
            String runtime = System.getenv("XDG_RUNTIME_DIR");
            Path root = Path.of(runtime != null ? runtime : "/tmp").resolve("keelson-lab-" + user);
            if (!Files.isDirectory(root, LinkOption.NOFOLLOW_LINKS)) {
                Files.createDirectory(
                        root, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            }
            if (!Files.getAttribute(root, "unix:uid", LinkOption.NOFOLLOW_LINKS).equals(user)) {
                throw new LabException(root + " belongs to somebody else: remove it, or set XDG_RUNTIME_DIR");
            }
            return root;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Path exec() {
        return folder.resolve("exec");
    }

    Path qmp() {
        return folder.resolve("qmp");
    }

    Path console() {
        return folder.resolve("console");
    }

    Path serialLog() {
        return folder.resolve("serial.log");
    }

    Path qemuLog() {
        return folder.resolve("qemu.log");
    }

    Path pidFile() {
        return folder.resolve("pid");
    }

    /** The QEMU of this folder, if it runs. */
    Optional<ProcessHandle> process() {
        try {
            String pid = Files.exists(pidFile()) ? Files.readString(pidFile()).strip() : "";
            Path arguments = Path.of("/proc", pid, "cmdline");
            boolean ours = !pid.isEmpty()
                    && Files.exists(arguments)
                    && Files.readString(arguments).contains(pidFile().toString());
            return ours ? ProcessHandle.of(Long.parseLong(pid, 10)) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty(); // it ended while we looked
        }
    }

    /** The ends of the logs, for an error message. */
    String lastWords() {
        StringBuilder words = new StringBuilder();
        for (Path log : List.of(qemuLog(), serialLog())) {
            try {
                List<String> lines = Files.readAllLines(log);
                lines.subList(Math.max(0, lines.size() - 10), lines.size())
                        .forEach(line -> words.append("\n  ").append(line));
            } catch (IOException e) {
                words.append("\n  no ").append(log);
            }
        }
        return words.toString();
    }

    void remove() {
        try {
            Files.deleteIfExists(overlay);
            removeTree(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static void removeTree(Path root) throws IOException {
        if (!Files.exists(root, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        try (Stream<Path> all = Files.walk(root)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }
}
