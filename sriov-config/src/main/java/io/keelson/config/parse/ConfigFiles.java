package io.keelson.config.parse;

import io.keelson.vf.model.Code;
import io.keelson.vf.model.Problem;
import io.keelson.vf.model.Subject;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/**
 * Finds and reads the configuration: the one file a person named, or whichever of the two usual places has one. Files that
 * cannot be read are {@code CONFIG_UNREADABLE}, text that is not UTF-8 is {@code CONFIG_MALFORMED}.
 */
public final class ConfigFiles {
    private static final int MAX_BYTES = TreeReader.MAX_CHARS;

    private ConfigFiles() {}

    /**
     * The configuration at one of two places; {@code CONFIG_TWO_FILES} when both are there, since nobody could say which
     * holds.
     *
     * @param prefix for pools of a {@code resourceList} that have none of their own
     */
    public static Parsed load(Path nativeFile, Path resourceList, String prefix) {
        boolean ours = Files.exists(nativeFile);
        boolean theirs = Files.exists(resourceList);
        if (ours && theirs) {
            return Parsed.failed(Problem.of(
                    Code.CONFIG_TWO_FILES,
                    Subject.file(nativeFile),
                    "is there, and " + resourceList + " too",
                    "remove one of them, or name the one to use with --config"));
        }
        if (!ours && !theirs) {
            return Parsed.failed(Problem.of(
                    Code.CONFIG_UNREADABLE,
                    Subject.file(nativeFile),
                    "is not there, and neither is " + resourceList,
                    "write one of them, or name a file with --config"));
        }
        return loadFile(ours ? nativeFile : resourceList, prefix);
    }

    /** The configuration in this file, in whichever of the two formats it is. */
    public static Parsed loadFile(Path file, String prefix) {
        byte[] bytes;
        try (InputStream in = Files.newInputStream(file)) {
            bytes = in.readNBytes(MAX_BYTES + 1);
        } catch (NoSuchFileException e) {
            return Parsed.failed(unreadable(file, "is not there"));
        } catch (IOException e) {
            return Parsed.failed(unreadable(file, "cannot be read: " + e.getMessage()));
        }
        if (bytes.length > MAX_BYTES) {
            return Parsed.failed(malformed(file, "is longer than " + MAX_BYTES + " bytes"));
        }
        Optional<String> text = utf8(bytes);
        return text.map(t -> parse(file.toString(), t, prefix))
                .orElseGet(() -> Parsed.failed(malformed(file, "is not UTF-8 text")));
    }

    /** The configuration a text spells: a JSON object that has a {@code resourceList}, or else our own format. */
    public static Parsed parse(String file, String text, String prefix) {
        String bare = text.startsWith("\uFEFF") ? text.substring(1) : text;
        return isResourceList(file, bare) ? ResourceListFile.parse(file, bare, prefix) : NativeFile.parse(file, bare);
    }

    private static boolean isResourceList(String file, String text) {
        if (!text.stripLeading().startsWith("{")) {
            return false;
        }
        try {
            return TreeReader.json(file, text) instanceof Tree.Mapping mapping
                    && mapping.entries().stream()
                            .noneMatch(e -> e.key().equals("nics") || e.key().equals("pools"));
        } catch (TreeReader.Malformed e) {
            String lower = text.toLowerCase(Locale.ROOT);
            return lower.contains("\"resourcelist\"")
                    || file.toLowerCase(Locale.ROOT).endsWith(".json");
        }
    }

    private static Optional<String> utf8(byte[] bytes) {
        try {
            return Optional.of(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString());
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }

    private static Problem unreadable(Path file, String detail) {
        return Problem.of(Code.CONFIG_UNREADABLE, Subject.file(file), detail, "check the path and its permissions");
    }

    private static Problem malformed(Path file, String detail) {
        return Problem.of(Code.CONFIG_MALFORMED, Subject.file(file), detail, "check what wrote it");
    }
}
