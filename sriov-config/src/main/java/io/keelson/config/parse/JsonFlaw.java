package io.keelson.config.parse;

import com.fasterxml.jackson.core.JacksonException;
import java.util.regex.Pattern;

/** What Jackson has against a text, in one line, without its words about where the text came from. */
public final class JsonFlaw {
    private static final Pattern SOURCE =
            Pattern.compile("\\[Source: REDACTED \\([^)]*\\); (line: -?\\d+, column: -?\\d+)]");

    private JsonFlaw() {}

    /** The first line of the message, without location: that is the caller's to tell. */
    public static String of(JacksonException e) {
        String first =
                String.valueOf(e.getOriginalMessage()).lines().findFirst().orElse("cannot be read");
        return SOURCE.matcher(first).replaceAll("$1");
    }
}
