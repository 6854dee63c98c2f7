package io.keelson.vf.model;

/** Makes untrusted text safe to show: control characters become {@code ?}, the length is bounded. */
public final class Printable {
    private Printable() {}

    /** The text with control characters replaced, cut to {@code max} characters with an ellipsis where it was longer. */
    public static String of(String text, int max) {
        String cut = text.length() <= max ? text : text.substring(0, max - 1) + "…";
        if (cut.chars().noneMatch(Character::isISOControl)) {
            return cut;
        }
        StringBuilder clean = new StringBuilder(cut.length());
        cut.chars().forEach(c -> clean.append(Character.isISOControl(c) ? '?' : (char) c));
        return clean.toString();
    }
}
