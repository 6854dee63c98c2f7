package io.keelson.config.parse;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Pattern;

/** Writes a {@link Tree} as one line of JSON, for readers that are not ours. */
final class JsonText {
    private static final JsonFactory FACTORY = new JsonFactory();
    private static final Pattern NUMBER = Pattern.compile("-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][+-]?[0-9]+)?");

    private JsonText() {}

    /** The JSON; a repeated key is reported at {@code at}, since readers differ in which one they take. */
    static String of(Tree tree, At at) {
        StringWriter text = new StringWriter();
        try (JsonGenerator out = FACTORY.createGenerator(text)) {
            write(tree, at, out);
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory", e);
        }
        return text.toString();
    }

    private static void write(Tree tree, At at, JsonGenerator out) throws IOException {
        if (tree instanceof Tree.Scalar scalar) {
            scalar(scalar, out);
        } else if (tree instanceof Tree.Sequence list) {
            out.writeStartArray();
            for (Tree item : list.items()) {
                write(item, at, out);
            }
            out.writeEndArray();
        } else if (tree instanceof Tree.Mapping mapping) {
            out.writeStartObject();
            Set<String> seen = new HashSet<>();
            for (Tree.Entry entry : mapping.entries()) {
                if (!seen.add(entry.key())) {
                    at.report().repeatedKey(at.path(), entry);
                    continue;
                }
                out.writeFieldName(entry.key());
                write(entry.value(), at, out);
            }
            out.writeEndObject();
        }
    }

    private static void scalar(Tree.Scalar scalar, JsonGenerator out) throws IOException {
        switch (scalar.type()) {
            case NULL -> out.writeNull();
            case BOOLEAN -> out.writeBoolean(scalar.text().equals("true"));
            case NUMBER -> {
                if (NUMBER.matcher(scalar.text()).matches()) {
                    out.writeRawValue(scalar.text());
                } else {
                    out.writeString(scalar.text());
                }
            }
            case TEXT -> out.writeString(scalar.text());
        }
    }
}
