package io.keelson.config.parse;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The members of a JSON object as the device plugin's decoder (Go's {@code encoding/json}) takes them: keys match in any
 * case, of several the last counts, {@code null} is as good as not there (and, for a string or boolean, leaves what an
 * earlier one said), any other value has to have the right type, also one that does not count.
 */
final class GoFields {
    private final Map<String, List<Tree>> values = new LinkedHashMap<>();
    private final String path;

    private GoFields(String path) {
        this.path = path;
    }

    /** The members; others than the known are reported (as warnings) and ignored. */
    static GoFields of(Tree.Mapping mapping, String path, Report report, Collection<String> known) {
        GoFields fields = new GoFields(path);
        for (Tree.Entry entry : mapping.entries()) {
            Optional<String> key =
                    known.stream().filter(entry.key()::equalsIgnoreCase).findFirst();
            if (key.isEmpty()) {
                report.unknownKey(fields.at(entry.key()), entry, known);
                continue;
            }
            List<Tree> all = fields.values.computeIfAbsent(key.get(), k -> new ArrayList<>(1));
            if (!all.isEmpty()) {
                report.repeatedKey(fields.at(key.get()), entry);
            }
            all.add(entry.value());
        }
        return fields;
    }

    /** The path of a member. */
    String at(String key) {
        return path.isEmpty() ? key : path + "." + key;
    }

    /** Every value of a key, in the order of the file. */
    List<Tree> all(String key) {
        return values.getOrDefault(key, List.of());
    }

    /** The last value, unless it is not there or {@code null}. */
    Optional<Tree> get(String key) {
        List<Tree> all = all(key);
        return all.isEmpty()
                ? Optional.empty()
                : Optional.of(all.get(all.size() - 1)).filter(t -> !isNull(t));
    }

    /** Whether the key is there at all. */
    boolean has(String key) {
        return values.containsKey(key);
    }

    /** Whether the key says more than its absence would: neither null nor false nor empty. */
    boolean says(String key) {
        Optional<Tree> last = get(key);
        if (last.isPresent() && last.get() instanceof Tree.Scalar s) {
            return !s.text().isEmpty() && !s.text().equals("false");
        }
        return last.isPresent()
                && !(last.get() instanceof Tree.Sequence list && list.items().isEmpty());
    }

    /** A string, empty where there is none. */
    String string(String key) throws WrongType {
        String last = "";
        for (Tree tree : all(key)) {
            last = isNull(tree) ? last : string(tree, at(key));
        }
        return last;
    }

    /** A boolean, false where there is none. */
    boolean flag(String key) throws WrongType {
        boolean last = false;
        for (Tree tree : all(key)) {
            if (tree instanceof Tree.Scalar s && s.type() == Tree.Kind.BOOLEAN) {
                last = s.text().equals("true");
            } else if (!isNull(tree)) {
                throw new WrongType(at(key), tree, "true or false");
            }
        }
        return last;
    }

    /** A list of strings, empty where there is none. */
    List<String> strings(String key) throws WrongType {
        List<String> last = List.of();
        for (Tree tree : all(key)) {
            last = isNull(tree) ? List.of() : strings(tree, at(key));
        }
        return last;
    }

    /** Whether this is {@code null}. */
    static boolean isNull(Tree tree) {
        return tree instanceof Tree.Scalar s && s.type() == Tree.Kind.NULL;
    }

    /** The text of a string, empty for {@code null}. */
    static String string(Tree tree, String path) throws WrongType {
        if (tree instanceof Tree.Scalar s && (s.type() == Tree.Kind.TEXT || s.type() == Tree.Kind.NULL)) {
            return s.text();
        }
        throw new WrongType(path, tree, "a string in double quotes");
    }

    private static List<String> strings(Tree tree, String path) throws WrongType {
        if (!(tree instanceof Tree.Sequence sequence)) {
            throw new WrongType(path, tree, "a list of strings");
        }
        List<String> strings = new ArrayList<>();
        for (int i = 0; i < sequence.items().size(); i++) {
            strings.add(string(sequence.items().get(i), path + "[" + i + "]"));
        }
        return strings;
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
