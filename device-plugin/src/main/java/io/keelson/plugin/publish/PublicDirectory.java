package io.keelson.plugin.publish;

import io.keelson.vf.model.Code;
import io.keelson.vf.model.HostException;
import io.keelson.vf.model.Problem;
import io.keelson.vf.model.Subject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** A directory of small files that others read, each replaced by rename so that nobody reads half of one. */
record PublicDirectory(Path path) {
    private static final Set<PosixFilePermission> OPEN = PosixFilePermissions.fromString("rwxr-xr-x");
    private static final Set<PosixFilePermission> READ = PosixFilePermissions.fromString("r--r--r--");
    private static final String DRAFT = ".keelson-draft-";

    /** Puts this text there, unless it is there; everyone may read it. Fails with {@code FILE_UNWRITABLE}. */
    void put(String name, String text) throws HostException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        Path file = path.resolve(name);
        try {
            if (holds(file, bytes)) {
                return;
            }
            make();
            Path draft = path.resolve(DRAFT + name.hashCode());
            Files.deleteIfExists(draft);
            Files.write(draft, bytes);
            Files.setPosixFilePermissions(draft, READ);
            Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw unwritable(file, e);
        }
    }

    /** Removes a file; one that is not there is no failure. */
    void remove(String name) throws HostException {
        try {
            Files.deleteIfExists(path.resolve(name));
        } catch (IOException e) {
            throw unwritable(path.resolve(name), e);
        }
    }

    /** The names of plain files that are wanted; none where there is no directory. */
    List<String> names(Predicate<String> wanted) throws HostException {
        try (Stream<Path> files = Files.list(path)) {
            List<String> names = new ArrayList<>();
            files.filter(f -> Files.isRegularFile(f, LinkOption.NOFOLLOW_LINKS))
                    .map(f -> f.getFileName().toString())
                    .filter(wanted)
                    .forEach(names::add);
            return names;
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (IOException e) {
            throw unwritable(path, e);
        }
    }

    private static boolean holds(Path file, byte[] bytes) throws IOException {
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) || Files.size(file) != bytes.length) {
            return false;
        }
        return Arrays.equals(Files.readAllBytes(file), bytes);
    }

    private void make() throws IOException {
        if (!Files.isDirectory(path)) {
            Files.createDirectories(path);
            Files.setPosixFilePermissions(path, OPEN);
        }
    }

    private static HostException unwritable(Path file, IOException e) {
        return new HostException(
                Problem.of(
                        Code.FILE_UNWRITABLE,
                        Subject.file(file),
                        "a file that others read was not written: " + e,
                        "give the agent this directory of the host, writable; it is tried again on every look"),
                e);
    }
}
