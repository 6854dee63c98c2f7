package io.keelson.config.validate;

import java.util.Arrays;
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

    /** Edits (insert, delete, replace, swap of two neighbours) between two words: the optimal string alignment distance. */
    private static int distance(String a, String b) {
        int[] twoBack = new int[b.length() + 1];
        int[] back = new int[b.length() + 1];
        Arrays.setAll(back, j -> j);
        for (int i = 1; i <= a.length(); i++) {
            int[] row = new int[b.length() + 1];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replaced = back[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(replaced, 1 + Math.min(row[j - 1], back[j]));
                if (swapped(a, i, b, j)) {
                    row[j] = Math.min(row[j], 1 + twoBack[j - 2]);
                }
            }
            twoBack = back;
            back = row;
        }
        return back[b.length()];
    }

    private static boolean swapped(String a, int i, String b, int j) {
        return i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
    }
}
