package io.keelson.vf.model;

import java.util.Optional;

/**
 * One failure, told so that a person can act: a stable code, the object, what was seen, the next step, and the kernel's
 * error number where there was one. The codes are listed in {@code docs/codes.md}.
 */
public record Problem(Code code, Subject subject, String detail, String hint, Optional<Errno> errno) {
    private static final int MAX_TEXT = 1024;

    public Problem {
        detail = Printable.of(detail, MAX_TEXT);
        hint = Printable.of(hint, MAX_TEXT);
    }

    /** A problem without an errno. */
    public static Problem of(Code code, Subject subject, String detail, String hint) {
        return new Problem(code, subject, detail, hint, Optional.empty());
    }

    /** A problem the kernel named by number. */
    public static Problem of(Code code, Subject subject, String detail, String hint, Errno errno) {
        return new Problem(code, subject, detail, hint, Optional.of(errno));
    }

    /** One line: {@code CODE subject: detail (ERRNO); next: hint}. */
    public String line() {
        return code + " " + subject + ": " + detail
                + errno.map(e -> " (" + e + ")").orElse("") + (hint.isEmpty() ? "" : "; next: " + hint);
    }
}
