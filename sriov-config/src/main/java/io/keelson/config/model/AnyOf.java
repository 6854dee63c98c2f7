package io.keelson.config.model;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/**
 * One key of a selector: absent it lets everything pass, else one of its values must be the device's. Present without a
 * value it lets nothing pass, which is what remains of a key whose values could never match.
 */
public record AnyOf<T>(Optional<Set<T>> values) {
    public AnyOf {
        values = values.map(Set::copyOf);
    }

    /** The key is not there. */
    public static <T> AnyOf<T> anything() {
        return new AnyOf<>(Optional.empty());
    }

    /** The key with these values. */
    public static <T> AnyOf<T> of(Collection<T> values) {
        return new AnyOf<>(Optional.of(new LinkedHashSet<>(values)));
    }

    /** Whether the key is not there. */
    public boolean isAnything() {
        return values.isEmpty();
    }

    /** Whether a device with this fact passes; a device without the fact passes only where the key is not there. */
    public boolean matches(Optional<T> fact) {
        return values.isEmpty() || fact.filter(values.get()::contains).isPresent();
    }

    /** Whether everything that passes {@code other} passes this. */
    public boolean covers(AnyOf<T> other) {
        if (values.isEmpty()) {
            return true;
        }
        return other.values.isPresent() && values.get().containsAll(other.values.get());
    }
}
