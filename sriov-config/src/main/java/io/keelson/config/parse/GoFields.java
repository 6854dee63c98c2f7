package io.keelson.config.parse;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The members of a JSON object as the device plugin's decoder takes them: keys match in any case, the last of several
 * counts, {@code null} is as good as not there, any other value has to have the right type.
 */
final class GoFields {
    private final Map<String, Tree> values = new LinkedHashMap<>();
    private final String path;

    private GoFields(String path) {
        this.path = path;
    }

    /** The members; others than the known are reported (as warnings) and ignored. */
    static GoFields of(Tree.Mapping mapping, String path, Report report, Collection<String> known) {
        GoFields fields = new GoFields(path);
        Map<String, String> byLower =
                known.stream().collect(Collectors.toMap(k -> k.toLowerCase(Locale.ROOT), Function.identity()));
        for (Tree.Entry entry : mapping.entries()) {
            String key = byLower.get(entry.key().toLowerCase(Locale.ROOT));
            if (key == null) {
                report.unknownKey(fields.at(entry.key()), entry, known);
            } else if (fields.values.put(key, entry.value()) != null) {
                report.repeatedKey(fields.at(key), entry);
            }
        }
        return fields;
    }

    /** The path of a member. */
    String at(String key) {
        return path.isEmpty() ? key : path + "." + key;
    }

    /** The value, unless it is not there or {@code null}. */
    Optional<Tree> get(String key) {
        return Optional.ofNullable(values.get(key))
                .filter(t -> !(t instanceof Tree.Scalar s && s.type() == Tree.Kind.NULL));
    }

    /** Whether the key is there at all. */
    boolean has(String key) {
        return values.containsKey(key);
    }

    /** A string, empty where there is none. */
    String string(String key) throws WrongType {
        Optional<Tree> tree = get(key);
        return tree.isEmpty() ? "" : string(tree.get(), at(key));
    }

    /** A boolean, false where there is none. */
    boolean flag(String key) throws WrongType {
        Optional<Tree> tree = get(key);
        if (tree.isEmpty()) {
            return false;
        }
        if (tree.get() instanceof Tree.Scalar s && s.type() == Tree.Kind.BOOLEAN) {
            return s.text().equals("true");
        }
        throw new WrongType(at(key), tree.get(), "true or false");
    }

    /** A list of strings, empty where there is none. */
    List<String> strings(String key) throws WrongType {
        Optional<Tree> tree = get(key);
        if (tree.isEmpty()) {
            return List.of();
        }
        if (!(tree.get() instanceof Tree.Sequence sequence)) {
            throw new WrongType(at(key), tree.get(), "a list of strings");
        }
        List<String> strings = new ArrayList<>();
        for (int i = 0; i < sequence.items().size(); i++) {
            strings.add(string(sequence.items().get(i), at(key) + "[" + i + "]"));
        }
        return strings;
    }

    private static String string(Tree tree, String path) throws WrongType {
        if (tree instanceof Tree.Scalar s && s.type() == Tree.Kind.TEXT) {
            return s.text();
        }
        if (tree instanceof Tree.Scalar s && s.type() == Tree.Kind.NULL) {
            return "";
        }
        throw new WrongType(path, tree, "a string in double quotes");
    }

    /** A value of a type the decoder would not take. */
    static final class WrongType extends Exception {
        private static final long serialVersionUID = 1L;

        private final String path;
        private final transient Tree tree;
        private final String wanted;

        WrongType(String path, Tree tree, String wanted) {
            super(path);
            this.path = path;
            this.tree = tree;
            this.wanted = wanted;
        }

        /** Reports it as an error. */
        void error(Report report) {
            report.error(path, tree, "has to be " + wanted + ", is " + tree.kind(), "");
        }

        /** Reports it as a warning, the pool being left out. */
        void leavesOut(Report report) {
            report.warning(
                    path, tree, "has to be " + wanted + ", is " + tree.kind() + "; the pool is left out", "correct it");
        }
    }
}
