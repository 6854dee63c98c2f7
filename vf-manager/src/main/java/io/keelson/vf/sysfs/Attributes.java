package io.keelson.vf.sysfs;

import io.keelson.vf.model.KernelText;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.function.Predicate;

/** The attribute files of one directory, read into types. What cannot be read is absent, and noted where it should be there. */
final class Attributes {
    private final Path directory;
    private final Findings findings;

    Attributes(Path directory, Findings findings) {
        this.directory = directory;
        this.findings = findings;
    }

    /** A file every device of the kind has. */
    <T> Optional<T> required(String name, Function<String, Optional<T>> parse) {
        return required(name, text -> false, parse);
    }

    /** As {@link #required(String, Function)}, where some texts mean that there is no value. */
    <T> Optional<T> required(String name, Predicate<String> saysNone, Function<String, Optional<T>> parse) {
        return read(name, saysNone, parse, true);
    }

    /** A file that older kernels or simpler devices do not have; if it is there, it has to be readable. */
    <T> Optional<T> optional(String name, Function<String, Optional<T>> parse) {
        return optional(name, text -> false, parse);
    }

    /** As {@link #optional(String, Function)}, where some texts mean that there is no value. */
    <T> Optional<T> optional(String name, Predicate<String> saysNone, Function<String, Optional<T>> parse) {
        return read(name, saysNone, parse, false);
    }

    /** A file that drivers may refuse to answer ({@code EOPNOTSUPP}, {@code EINVAL}); empty is no answer either. */
    static Optional<String> ifTold(Path file) {
        try {
            return Optional.of(KernelFile.text(file)).filter(text -> !text.isEmpty());
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** The name that a link ends in; no link, no name. */
    <T> Optional<T> link(String name, Function<String, Optional<T>> parse) {
        Path link = directory.resolve(name);
        try {
            return parsed(link, KernelFile.linkName(link), parse);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            findings.unreadable(link, e);
            return Optional.empty();
        }
    }

    /** A number of 0 to 2147483647. */
    static Optional<Integer> count(String text) {
        OptionalLong value = KernelText.decimal(text);
        return value.isPresent() && value.getAsLong() <= Integer.MAX_VALUE
                ? Optional.of((int) value.getAsLong())
                : Optional.empty();
    }

    /** {@code 0} or {@code 1}. */
    static Optional<Boolean> flag(String text) {
        return switch (text) {
            case "0" -> Optional.of(false);
            case "1" -> Optional.of(true);
            default -> Optional.empty();
        };
    }

    private <T> Optional<T> read(
            String name, Predicate<String> saysNone, Function<String, Optional<T>> parse, boolean needed) {
        Path file = directory.resolve(name);
        try {
            String text = KernelFile.text(file);
            return saysNone.test(text) ? Optional.empty() : parsed(file, text, parse);
        } catch (NoSuchFileException e) {
            if (needed) {
                findings.unreadable(file, e);
            }
            return Optional.empty();
        } catch (IOException e) {
            findings.unreadable(file, e);
            return Optional.empty();
        }
    }

    private <T> Optional<T> parsed(Path file, String text, Function<String, Optional<T>> parse) {
        Optional<T> value = parse.apply(text);
        if (value.isEmpty()) {
            findings.unexpected(file, text);
        }
        return value;
    }
}
