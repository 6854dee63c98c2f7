package io.keelson.config.model;

/**
 * Where an Intent came from.
 *
 * @param file as the person named it, for messages
 */
public record Source(Format format, String file) {

    /** A file format, which decides how strictly its meaning is taken. */
    public enum Format {
        /** Ours: unknown keys, impossible values and overlaps are errors. */
        NATIVE,
        /** The device plugin's: unknown keys are ignored, the first match owns, and the same findings are warnings. */
        RESOURCE_LIST
    }
}
