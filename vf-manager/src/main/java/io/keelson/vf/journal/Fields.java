package io.keelson.vf.journal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.keelson.vf.model.Printable;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** A JSON object read strictly: each field is taken once by name and type, and none may be left over. */
final class Fields {
    private final ObjectNode node;
    private final Set<String> taken = new HashSet<>();

    private Fields(ObjectNode node) {
        this.node = node;
    }

    static Fields of(JsonNode node) throws BadRecord {
        if (node instanceof ObjectNode object) {
            return new Fields(object);
        }
        throw new BadRecord("not a JSON object");
    }

    String text(String name) throws BadRecord {
        return maybeText(name).orElseThrow(() -> missing(name));
    }

    Optional<String> maybeText(String name) throws BadRecord {
        Optional<JsonNode> value = take(name);
        if (value.isPresent() && !value.get().isTextual()) {
            throw new BadRecord(name + " is not a string");
        }
        return value.map(JsonNode::textValue);
    }

    <T> T parsed(String name, Function<String, Optional<T>> parse) throws BadRecord {
        return maybeParsed(name, parse).orElseThrow(() -> missing(name));
    }

    <T> Optional<T> maybeParsed(String name, Function<String, Optional<T>> parse) throws BadRecord {
        Optional<String> text = maybeText(name);
        if (text.isEmpty()) {
            return Optional.empty();
        }
        Optional<T> value = parse.apply(text.get());
        if (value.isEmpty()) {
            throw new BadRecord(name + " has no such value");
        }
        return value;
    }

    Instant time(String name) throws BadRecord {
        try {
            return Instant.parse(text(name));
        } catch (DateTimeException e) {
            throw new BadRecord(name + " is not a time");
        }
    }

    long number(String name, long min, long max) throws BadRecord {
        return maybeNumber(name, min, max).orElseThrow(() -> missing(name));
    }

    Optional<Long> maybeNumber(String name, long min, long max) throws BadRecord {
        Optional<JsonNode> value = take(name);
        if (value.isEmpty()) {
            return Optional.empty();
        }
        JsonNode number = value.get();
        if (!number.isIntegralNumber()
                || !number.canConvertToLong()
                || number.longValue() < min
                || number.longValue() > max) {
            throw new BadRecord(name + " is not a number from " + min + " to " + max);
        }
        return Optional.of(number.longValue());
    }

    Optional<Boolean> maybeFlag(String name) throws BadRecord {
        Optional<JsonNode> value = take(name);
        if (value.isPresent() && !value.get().isBoolean()) {
            throw new BadRecord(name + " is neither true nor false");
        }
        return value.map(JsonNode::booleanValue);
    }

    Fields object(String name) throws BadRecord {
        return maybeObject(name).orElseThrow(() -> missing(name));
    }

    Optional<Fields> maybeObject(String name) throws BadRecord {
        Optional<JsonNode> value = take(name);
        return value.isEmpty() ? Optional.empty() : Optional.of(of(value.get()));
    }

    /** The objects of a list; a field that is not there is an empty list. */
    List<Fields> list(String name) throws BadRecord {
        Optional<JsonNode> value = take(name);
        if (value.isEmpty()) {
            return List.of();
        }
        if (!value.get().isArray()) {
            throw new BadRecord(name + " is not a list");
        }
        List<Fields> objects = new ArrayList<>();
        for (JsonNode element : value.get()) {
            objects.add(of(element));
        }
        return objects;
    }

    /** No field may be left. */
    void end() throws BadRecord {
        for (var names = node.fieldNames(); names.hasNext(); ) {
            String name = names.next();
            if (!taken.contains(name)) {
                throw new BadRecord("unknown field " + Printable.of(name, 40));
            }
        }
    }

    private Optional<JsonNode> take(String name) {
        taken.add(name);
        return Optional.ofNullable(node.get(name));
    }

    private static BadRecord missing(String name) {
        return new BadRecord("without " + name);
    }
}
