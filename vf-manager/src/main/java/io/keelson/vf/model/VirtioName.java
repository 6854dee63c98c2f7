package io.keelson.vf.model;

import java.util.Optional;
import java.util.regex.Pattern;

/** The name of a device on the virtio bus: {@code virtio} and a number of at most 9 digits. Source: {@code drivers/virtio/virtio.c}. */
public record VirtioName(String text) {
    private static final Pattern SYNTAX = Pattern.compile("virtio(0|[1-9]\\d{0,8})");

    public VirtioName {
        if (!SYNTAX.matcher(text).matches()) {
            throw new IllegalArgumentException("not the name of a virtio device");
        }
    }

    /** The name, or empty when it is none. */
    public static Optional<VirtioName> parse(String text) {
        return SYNTAX.matcher(text).matches() ? Optional.of(new VirtioName(text)) : Optional.empty();
    }

    @Override
    public String toString() {
        return text;
    }
}
