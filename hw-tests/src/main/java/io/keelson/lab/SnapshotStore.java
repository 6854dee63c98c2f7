package io.keelson.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Snapshots in the cache, each keyed by everything it was made of, made on first use. */
final class SnapshotStore {
    private static final Duration KEEP = Duration.ofDays(14);

    private final Path cache;
    private final Progress progress;

    SnapshotStore(Path cache, Progress progress) {
        this.cache = cache;
        this.progress = progress;
    }

    /** The snapshot of that name and inputs; {@code maker} fills an empty folder if there is none yet. */
    Snapshot get(String name, List<String> inputs, Consumer<Snapshot> maker) {
        Path place = cache.resolve("snapshot-" + name + "-" + key(inputs));
        try {
            if (!Files.isDirectory(place)) {
                makeOnce(name, place, maker);
            }
            Files.setLastModifiedTime(place, FileTime.from(Instant.now()));
            return Snapshot.in(place);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void makeOnce(String name, Path place, Consumer<Snapshot> maker) throws IOException {
        Path lockFile = cache.resolve(".snapshot-" + name + ".lock");
        try (FileChannel file = FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock held = file.lock()) {
            if (held.isValid() && !Files.isDirectory(place)) {
                make(name, place, maker);
            }
        }
    }

    private void make(String name, Path place, Consumer<Snapshot> maker) throws IOException {
        progress.say("making the snapshot `" + name + "`: no " + place.getFileName() + " in the cache");
        long started = System.nanoTime();
        Path work = cache.resolve(".building-snapshot-" + name);
        GuestFolder.removeTree(work);
        Files.createDirectory(work);
        maker.accept(Snapshot.in(work));
        Files.move(work, place, StandardCopyOption.ATOMIC_MOVE);
        dropStale("snapshot-" + name + "-", place);
        Duration took = Duration.ofNanos(System.nanoTime() - started);
        progress.say("snapshot `" + name + "` made in " + took.toSeconds() + " s");
    }

    private void dropStale(String prefix, Path current) throws IOException {
        Instant oldest = Instant.now().minus(KEEP);
        try (Stream<Path> all = Files.list(cache)) {
            for (Path other : all.filter(path -> path.getFileName().toString().startsWith(prefix))
                    .toList()) {
                if (!other.equals(current)
                        && Files.getLastModifiedTime(other).toInstant().isBefore(oldest)) {
                    GuestFolder.removeTree(other);
                }
            }
        }
    }

    private static String key(List<String> inputs) {
        try {
            byte[] text = String.join("\n", inputs).getBytes(StandardCharsets.UTF_8);
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text);
            return HexFormat.of().formatHex(digest, 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
