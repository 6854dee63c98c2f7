package io.keelson.config.parse;

import io.keelson.config.validate.NearMiss;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** A place in a native file while it is read: what is there, its path, and where to complain. */
record At(Tree tree, String path, Report report) {

    /** The values of a mapping by key; reports other keys than the known, and repeated ones. */
    Map<String, At> fields(String... known) {
        if (!(tree instanceof Tree.Mapping mapping)) {
            bad("has to be a mapping, is " + tree.kind(), "keys here: " + String.join(", ", known));
            return Map.of();
        }
        Map<String, At> fields = new HashMap<>();
        for (Tree.Entry entry : mapping.entries()) {
            String inner = path.isEmpty() ? entry.key() : path + "." + entry.key();
            if (!Arrays.asList(known).contains(entry.key())) {
                report.unknownKey(inner, entry, Arrays.asList(known));
            } else if (fields.putIfAbsent(entry.key(), new At(entry.value(), inner, report)) != null) {
                report.repeatedKey(inner, entry);
            }
        }
        return fields;
    }

    /** The items of a list. */
    List<At> items() {
        if (!(tree instanceof Tree.Sequence sequence)) {
            bad("has to be a list, is " + tree.kind(), tree instanceof Tree.Scalar s ? "write [" + s.text() + "]" : "");
            return List.of();
        }
        List<At> items = new ArrayList<>();
        for (int i = 0; i < sequence.items().size(); i++) {
            items.add(new At(sequence.items().get(i), path + "[" + i + "]", report));
        }
        return items;
    }

    /** The items of a list that has to have one at least. */
    List<At> someItems() {
        if (tree instanceof Tree.Sequence sequence && sequence.items().isEmpty()) {
            bad("is an empty list", "name at least one, or leave the key out");
        }
        return items();
    }

    /** The items, or the one that stands there without a list around it. */
    List<At> oneOrMore() {
        return tree instanceof Tree.Sequence ? someItems() : List.of(this);
    }

    /** The text of a scalar, as written. */
    Optional<String> text() {
        if (tree instanceof Tree.Scalar scalar && scalar.type() != Tree.Kind.NULL) {
            return Optional.of(scalar.text());
        }
        bad("has to be a single value, is " + tree.kind(), "leave the key out to keep the default");
        return Optional.empty();
    }

    /** The value a scalar spells. */
    <T> Optional<T> value(Function<String, Optional<T>> parse, String what) {
        return value(parse, what, "");
    }

    /** The value a scalar spells, else a complaint with this hint. */
    <T> Optional<T> value(Function<String, Optional<T>> parse, String what, String hint) {
        Optional<String> text = text();
        Optional<T> value = text.filter(At::isPlain).flatMap(parse);
        if (text.isPresent() && value.isEmpty()) {
            bad("'" + text.get() + "' is not " + what, hint);
        }
        return value;
    }

    /** One of a few words. */
    <T> Optional<T> word(T[] words) {
        List<String> known = Arrays.stream(words).map(Object::toString).toList();
        Optional<String> text = text();
        Optional<T> value = text.filter(known::contains).map(t -> words[known.indexOf(t)]);
        if (text.isPresent() && value.isEmpty()) {
            bad("'" + text.get() + "' is none of " + String.join(", ", known), NearMiss.hint(text.get(), known));
        }
        return value;
    }

    /** {@code true} or {@code on}, {@code false} or {@code off}. */
    Optional<Boolean> flag() {
        Optional<String> word = word(new String[] {"true", "false", "on", "off"});
        return word.map(w -> w.equals("true") || w.equals("on"));
    }

    void bad(String detail, String hint) {
        report.bad(path, tree, detail, hint);
    }

    /** Neither padded with white space nor a number with a leading 0, which YAML 1.1 reads as octal. */
    private static boolean isPlain(String text) {
        boolean octal =
                text.length() > 1 && text.charAt(0) == '0' && text.chars().allMatch(Character::isDigit);
        return text.equals(text.strip()) && !octal;
    }
}
