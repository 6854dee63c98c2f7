package io.keelson.config.parse;

import java.util.List;

/**
 * A document as it was written, YAML or JSON: the text of scalars is kept, so that {@code 0154} is not yet a number and
 * {@code 8086} may still be a vendor.
 */
sealed interface Tree permits Tree.Scalar, Tree.Sequence, Tree.Mapping {
    /** Line in the file, from 1. */
    int line();

    /** What it is, in words. */
    String kind();

    /** What a scalar is by the rules of its format. */
    enum Kind {
        TEXT,
        NUMBER,
        BOOLEAN,
        NULL
    }

    /** A single value. */
    record Scalar(Kind type, String text, int line) implements Tree {
        @Override
        public String kind() {
            return type == Kind.NULL ? "nothing" : "'" + text + "'";
        }
    }

    /** A list. */
    record Sequence(List<Tree> items, int line) implements Tree {
        public Sequence {
            items = List.copyOf(items);
        }

        @Override
        public String kind() {
            return "a list";
        }
    }

    /** Keys and values in the order of the file; the format's reader decides what a repeated key means. */
    record Mapping(List<Entry> entries, int line) implements Tree {
        public Mapping {
            entries = List.copyOf(entries);
        }

        @Override
        public String kind() {
            return "a mapping";
        }
    }

    /** One key with its value. */
    record Entry(String key, Tree value, int line) {}
}
