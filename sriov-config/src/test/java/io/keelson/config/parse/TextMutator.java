package io.keelson.config.parse;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** Spoils configuration text in ways of people, programs and enemies, the same for the same random numbers. */
final class TextMutator {
    private static final Pattern TOKEN =
            Pattern.compile("\"[^\"]*\"|[A-Za-z0-9_.#-]+|\\[[^\\[\\]{}]*]|\\{[^\\[\\]{}]*}");
    private static final List<String> SPICE = List.of(
            "&a",
            "*a",
            "<<:",
            "!!binary",
            "? ",
            "---",
            "|",
            ">-",
            "\t",
            "\u0000",
            "\uFFFF",
            "\uD800",
            "é",
            "%YAML 9",
            "{",
            "[",
            "]",
            "}",
            ":",
            "- ",
            "#",
            ",",
            "'",
            "\"",
            "\\",
            "null",
            "~",
            "1e999",
            "0x",
            "-",
            "999999999999999999999",
            "\r",
            "\u2028");
    private static final List<String> VALUES = List.of(
            "null",
            "true",
            "false",
            "0",
            "-1",
            "1e999",
            "\"\"",
            "\"*\"",
            "[]",
            "{}",
            "[null]",
            "[[]]",
            "{\"*\":null}",
            "\"sf\"",
            "\"vhost\"",
            "\"accelerator\"",
            "\"auxNetDevice\"",
            "\"netDevice\"",
            "\"ens1#5-3\"",
            "\"ens2f0np0#0-3\"",
            "\"ens1#0-99999999999999999999\"",
            "\"#\"",
            "\"0000:5e:00.0#1\"",
            "\"15b3\"",
            "\"infiniband\"",
            "\"\\u0000\"",
            "\"a/b\"",
            "\"\\ud800\"");

    private final Random random;

    TextMutator(Random random) {
        this.random = random;
    }

    /** The text with one to four changes. */
    String mutate(String text) {
        String mutated = text;
        for (int n = 1 + random.nextInt(4); n > 0 && !mutated.isEmpty(); n--) {
            mutated = random.nextBoolean() ? byToken(mutated) : byCharacter(mutated);
        }
        return mutated;
    }

    /** Anything. */
    String noise() {
        StringBuilder text = new StringBuilder();
        for (int n = random.nextInt(60); n > 0; n--) {
            switch (random.nextInt(3)) {
                case 0 -> text.append(one(SPICE));
                case 1 -> text.append(one(VALUES));
                default -> text.append((char) random.nextInt(300));
            }
        }
        return text.toString();
    }

    private String byCharacter(String text) {
        StringBuilder mutated = new StringBuilder(text);
        int at = random.nextInt(text.length());
        switch (random.nextInt(4)) {
            case 0 -> mutated.deleteCharAt(at);
            case 1 -> mutated.insert(at, one(SPICE));
            case 2 -> mutated.setCharAt(at, (char) random.nextInt(256));
            default -> mutated.insert(at, text, at, Math.min(text.length(), at + random.nextInt(40)));
        }
        return mutated.toString();
    }

    /** Replaces, doubles, drops, upper-cases a value or key, or puts another of the text in its place. */
    private String byToken(String text) {
        List<MatchResult> tokens = new ArrayList<>(TOKEN.matcher(text).results().toList());
        if (tokens.isEmpty()) {
            return text;
        }
        MatchResult token = one(tokens);
        String instead =
                switch (random.nextInt(5)) {
                    case 0 -> one(VALUES);
                    case 1 -> token.group() + "," + token.group();
                    case 2 -> "";
                    case 3 -> token.group().toUpperCase(java.util.Locale.ROOT);
                    default -> one(tokens).group();
                };
        return text.substring(0, token.start()) + instead + text.substring(token.end());
    }

    private <T> T one(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }
}
