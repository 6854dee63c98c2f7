package io.keelson.plugin.install;

import io.keelson.vf.model.Code;
import io.keelson.vf.model.HostException;
import io.keelson.vf.model.Problem;
import io.keelson.vf.model.Subject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The CNI executable in the node's directory, under its own name and, for existing network definitions, under {@code sriov}.
 *
 * <p>A file appears whole or not at all: it is written beside its place and renamed. What is not ours is never touched, unless
 * it is to be replaced; then it stays beside its place and comes back when ours goes.
 *
 * @param source the executable as the distribution brings it
 * @param directory where the container runtime looks, {@code /opt/cni/bin}
 */
public record Installation(Path source, Path directory) {
    /** Our own name, the {@code type} of a network configuration. */
    public static final String OWN_NAME = "keelson";

    /** The name of sriov-cni, which existing network definitions say. */
    public static final String PEER_NAME = "sriov";

    private static final String SAVED = ".before-keelson";
    private static final Set<PosixFilePermission> EXECUTABLE = PosixFilePermissions.fromString("rwxr-xr-x");

    /** Why these names cannot be put there; empty when they can. Changes nothing. */
    public List<Problem> problems(List<String> names, boolean replacing) throws HostException {
        byte[] ours = ours();
        List<Problem> problems = new ArrayList<>();
        if (!Files.isDirectory(directory)) {
            problems.add(unusable(
                    "is no directory", "name the one your container runtime reads in CNI_BIN_DIR, and mount it there"));
        } else if (!Files.isWritable(directory)) {
            problems.add(
                    unusable(
                            "cannot be written",
                            "mount it writable; on a read-only system set the runtime's plugin directory, and CNI_BIN_DIR, to another"));
        }
        for (String name : names) {
            if (found(name, ours) == CniExecutable.FOREIGN && !replacing) {
                problems.add(foreign(name));
            }
        }
        return problems;
    }

    /** Puts the executable there under these names; a line for each. Fails with {@code CNI_DIRECTORY_UNUSABLE}. */
    public List<String> install(List<String> names) throws HostException {
        byte[] ours = ours();
        List<String> told = new ArrayList<>();
        for (String name : names) {
            CniExecutable before = found(name, ours);
            if (before == CniExecutable.FOREIGN) {
                move(directory.resolve(name), directory.resolve(name + SAVED));
            }
            if (before != CniExecutable.SAME) {
                put(name, ours);
            }
            told.add(directory.resolve(name) + "  "
                    + switch (before) {
                        case ABSENT -> "installed";
                        case SAME -> "as it is";
                        case OURS -> "replaced another version";
                        case FOREIGN -> "installed; what was there is " + name + SAVED + " now";
                    });
        }
        return told;
    }

    /** Takes ours away, our own name last, and puts back what was there before; a line for each. */
    public List<String> remove() throws HostException {
        byte[] ours = ours();
        List<String> told = new ArrayList<>();
        for (String name : List.of(PEER_NAME, OWN_NAME)) {
            Path file = directory.resolve(name);
            CniExecutable found = found(name, ours);
            if (found == CniExecutable.FOREIGN) {
                told.add(file + "  is not ours, left");
            } else if (found != CniExecutable.ABSENT) {
                told.add(file + "  " + (takeAway(file) ? "removed; what was there before is back" : "removed"));
            }
        }
        return told;
    }

    /** By one rename where somebody else's comes back: there is no moment without an executable. */
    private boolean takeAway(Path file) throws HostException {
        Path saved = file.resolveSibling(file.getFileName() + SAVED);
        if (Files.exists(saved, LinkOption.NOFOLLOW_LINKS)) {
            move(saved, file);
            return true;
        }
        try {
            Files.deleteIfExists(file);
            return false;
        } catch (IOException e) {
            throw failed(e);
        }
    }

    private void put(String name, byte[] content) throws HostException {
        Path beside = directory.resolve("." + name + ".new");
        FileAttribute<Set<PosixFilePermission>> mode = PosixFilePermissions.asFileAttribute(EXECUTABLE);
        try {
            Files.deleteIfExists(beside);
            try (var file = Files.newByteChannel(
                    beside, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), mode)) {
                file.write(java.nio.ByteBuffer.wrap(content));
            }
            Files.setPosixFilePermissions(beside, EXECUTABLE);
            Files.move(beside, directory.resolve(name), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            discard(beside);
            throw failed(e);
        }
    }

    private static void discard(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            // the next installation writes it anew
        }
    }

    private void move(Path from, Path to) throws HostException {
        try {
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw failed(e);
        }
    }

    private CniExecutable found(String name, byte[] ours) throws HostException {
        try {
            return CniExecutable.at(directory.resolve(name), ours);
        } catch (IOException e) {
            throw failed(e);
        }
    }

    private byte[] ours() throws HostException {
        try {
            return Files.readAllBytes(source);
        } catch (IOException e) {
            throw new HostException(
                    Problem.of(
                            Code.INTERNAL,
                            Subject.file(source),
                            "cannot be read: " + e.getMessage(),
                            "the distribution is not whole: unpack it again, and start it by its bin/keelson"),
                    e);
        }
    }

    private Problem foreign(String name) {
        return Problem.of(
                Code.CNI_FILE_FOREIGN,
                Subject.file(directory.resolve(name)),
                "is there and not ours; nothing was installed",
                "if Keelson is to take its place, install with --replace: it stays beside it as " + name + SAVED
                        + " and comes back with 'keelson uninstall'");
    }

    private Problem unusable(String detail, String hint) {
        return Problem.of(Code.CNI_DIRECTORY_UNUSABLE, Subject.file(directory), detail, hint);
    }

    private HostException failed(IOException e) {
        return new HostException(unusable(String.valueOf(e), "see the rights and the free space of that directory"), e);
    }
}
