package io.keelson.config.parse;

import io.keelson.config.model.Intent;
import io.keelson.vf.model.Problem;
import java.util.List;
import java.util.Optional;

/**
 * What became of a configuration.
 *
 * @param intent present exactly if there are no errors
 * @param errors all of them, in the order of the file
 * @param warnings what a person should look at; the rest of the file holds
 */
public record Parsed(Optional<Intent> intent, List<Problem> errors, List<Problem> warnings) {
    public Parsed {
        errors = List.copyOf(errors);
        warnings = List.copyOf(warnings);
        if (intent.isPresent() != errors.isEmpty()) {
            throw new IllegalArgumentException("an intent and errors exclude each other");
        }
    }

    /** The same for a device plugin: {@link Intent#offers}. */
    public Parsed offers() {
        return new Parsed(intent.map(Intent::offers), errors, warnings);
    }

    /** Nothing but one error. */
    static Parsed failed(Problem error) {
        return new Parsed(Optional.empty(), List.of(error), List.of());
    }

    /** The intent, unless something was found that forbids to use it. */
    static Parsed of(Intent intent, List<Problem> errors, List<Problem> warnings) {
        return new Parsed(errors.isEmpty() ? Optional.of(intent) : Optional.empty(), errors, warnings);
    }
}
