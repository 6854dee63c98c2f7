package io.keelson.plugin.cni;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.keelson.vf.model.Code;
import io.keelson.vf.model.Problem;
import io.keelson.vf.model.Subject;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Whether this node's primary CNI configuration has our entry, for chained mode. Only looks: the file belongs to whoever
 * installed the primary plugin.
 */
public final class Conflist {
    /** What a person adds behind the last entry of {@code plugins}. */
    public static final String ENTRY = "{\"type\": \"keelson\"}";

    private static final String TYPE = "keelson";
    private static final int MAX_BYTES = 1 << 20;
    private static final Set<String> HARMLESS = Set.of("type", "capabilities");

    private final Path directory;

    /** The directory the container runtime reads, normally {@code /etc/cni/net.d}. */
    public Conflist(Path directory) {
        this.directory = directory;
    }

    /** What is wrong, {@code CONFLIST_MISSING} or {@code CONFLIST_DRIFTED}; empty when a chained pod would reach us. */
    public Optional<Problem> problem() {
        List<Path> files = configurations();
        Optional<Path> primary =
                files.stream().filter(f -> f.toString().endsWith(".conflist")).findFirst();
        if (primary.isEmpty()) {
            return Optional.of(missing(
                    directory, "no *.conflist that could be read", "install the cluster's primary CNI plugin first"));
        }
        Path file = primary.get();
        if (!files.get(0).equals(file)) {
            return Optional.of(drifted(
                    file,
                    "the runtime reads " + files.get(0).getFileName() + " first, which can have no chained plugins",
                    "turn that file into a conflist, or move it behind by name"));
        }
        try {
            return problem(file, Json.object(Json.text(read(file))));
        } catch (IOException | Json.Malformed e) {
            return Optional.of(missing(file, "cannot be read: " + e.getMessage(), "repair it; then add " + ENTRY));
        }
    }

    /** The files of the directory that call our executable, in a chain or as the one plugin, or that cannot be read. */
    public List<Path> naming() {
        return configurations().stream().filter(Conflist::namesUs).toList();
    }

    private static boolean namesUs(Path file) {
        try {
            ObjectNode content = Json.object(Json.text(read(file)));
            return content.path("type").asText().equals(TYPE)
                    || !entries(content).isEmpty();
        } catch (IOException e) {
            return true;
        } catch (Json.Malformed e) {
            return false; // no runtime can use it
        }
    }

    private static List<JsonNode> entries(ObjectNode conflist) {
        List<JsonNode> ours = new ArrayList<>();
        conflist.path("plugins").forEach(p -> {
            if (p.path("type").asText().equals(TYPE)) {
                ours.add(p);
            }
        });
        return ours;
    }

    private Optional<Problem> problem(Path file, ObjectNode conflist) {
        List<JsonNode> ours = entries(conflist);
        JsonNode plugins = conflist.path("plugins");
        String version = conflist.path("cniVersion").asText();
        if (ours.isEmpty()) {
            return Optional.of(missing(
                    file,
                    "no entry of type " + TYPE,
                    "add " + ENTRY + " behind the last entry of \"plugins\"; the executable must be in place before"));
        }
        if (ours.size() > 1) {
            return Optional.of(drifted(file, ours.size() + " entries of type " + TYPE, "leave one: " + ENTRY));
        }
        if (plugins.get(0).equals(ours.get(0))) {
            return Optional.of(drifted(file, "our entry comes first", "move " + ENTRY + " behind the primary plugin"));
        }
        if (CniVersion.parse(version).isEmpty()) {
            return Optional.of(drifted(
                    file,
                    "cniVersion '" + version + "' is not spoken",
                    "use one of " + String.join(", ", CniVersion.all())));
        }
        return strayKeys(file, ours.get(0));
    }

    private Optional<Problem> strayKeys(Path file, JsonNode entry) {
        List<String> stray = new ArrayList<>();
        entry.fieldNames().forEachRemaining(k -> {
            if (!HARMLESS.contains(k)) {
                stray.add(k);
            }
        });
        return stray.isEmpty()
                ? Optional.empty()
                : Optional.of(drifted(
                        file,
                        "our entry says " + String.join(", ", stray) + ", which is for the pool to say in chained mode",
                        "leave only " + ENTRY));
    }

    /** What a runtime would read, in its order: by name. */
    private List<Path> configurations() {
        List<Path> files = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory, "*.{conf,conflist,json}")) {
            entries.forEach(files::add);
        } catch (IOException | java.nio.file.DirectoryIteratorException e) {
            return List.of();
        }
        files.sort(java.util.Comparator.comparing(f -> f.getFileName().toString()));
        return files;
    }

    private static byte[] read(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return in.readNBytes(MAX_BYTES + 1);
        }
    }

    private static Problem missing(Path where, String detail, String hint) {
        return Problem.of(Code.CONFLIST_MISSING, Subject.file(where), detail, hint);
    }

    private static Problem drifted(Path where, String detail, String hint) {
        return Problem.of(Code.CONFLIST_DRIFTED, Subject.file(where), detail, hint);
    }
}
