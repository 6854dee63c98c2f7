package io.keelson.config.validate;

import java.util.Collection;
import java.util.Locale;
import java.util.Optional;

/** Guesses which of the known words a misspelt one was meant to be: the nearest by edit distance, if near enough. */
public final class NearMiss {
    /** Longer words are compared by their heads, so that hostile text costs nothing. */
    private static final int MAX = 64;

    private NearMiss() {}

    /** The known word that is at most two edits away (one for words of up to three letters), the first of the nearest. */
    public static Optional<String> of(String word, Collection<String> known) {
        String mine = head(word);
        int allowed = mine.length() <= 3 ? 1 : 2;
        String best = null;
        int distance = allowed + 1;
        for (String candidate : known) {
            String theirs = head(candidate);
            if (Math.abs(theirs.length() - mine.length()) < distance) {
                int d = distance(mine, theirs);
                if (d < distance) {
                    distance = d;
                    best = candidate;
                }
            }
        }
        return Optional.ofNullable(best);
    }

    /** {@code did you mean 'x'?}, or the list of what is known when nothing is near. */
    public static String hint(String word, Collection<String> known) {
        return of(word, known)
                .map(w -> "did you mean '" + w + "'?")
                .orElse(known.isEmpty() ? "" : "known here: " + String.join(", ", known));
    }

    private static String head(String word) {
        String lower = word.toLowerCase(Locale.ROOT);
        return lower.length() <= MAX ? lower : lower.substring(0, MAX);
    }

    /** Edits (insert, delete, replace) between two words. */
    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[b.length()];
    }
}
