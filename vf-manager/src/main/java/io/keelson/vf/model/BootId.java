package io.keelson.vf.model;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** Which boot of the machine: the UUID in {@code /proc/sys/kernel/random/boot_id}, lower case. */
public record BootId(String uuid) {
    private static final Pattern SYNTAX = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

    public BootId {
        if (!SYNTAX.matcher(uuid).matches()) {
            throw new IllegalArgumentException("not a boot id");
        }
    }

    /** The id the kernel's text spells, white space around it ignored. */
    public static Optional<BootId> parse(String text) {
        String bare = text.strip().toLowerCase(Locale.ROOT);
        return SYNTAX.matcher(bare).matches() ? Optional.of(new BootId(bare)) : Optional.empty();
    }

    @Override
    public String toString() {
        return uuid;
    }
}
