package io.keelson.plugin.cni;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.keelson.config.parse.JsonFlaw;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Bounded reading and plain writing of JSON: at most 1 MiB, 64 levels, strict UTF-8, one value and nothing behind it. */
final class Json {
    private static final int MAX_BYTES = 1 << 20;

    static final ObjectMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxDocumentLength(MAX_BYTES)
                            .maxNestingDepth(64)
                            .maxNumberLength(64)
                            .maxStringLength(MAX_BYTES)
                            .build())
                    .build())
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    private Json() {}

    /** What is wrong with a text that was to be JSON, for a person; never more than a line. */
    static final class Malformed extends Exception {
        private static final long serialVersionUID = 1L;

        Malformed(String message) {
            super(message);
        }
    }

    static String text(byte[] bytes) throws Malformed {
        if (bytes.length > MAX_BYTES) {
            throw new Malformed("longer than " + MAX_BYTES + " bytes");
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new Malformed("not UTF-8");
        }
    }

    static ObjectNode object(String text) throws Malformed {
        Map<String, JsonNode> members = members(text, false);
        ObjectNode object = MAPPER.createObjectNode();
        members.forEach(object::set);
        return object;
    }

    /** The members of an object, keys folded to lower case; of one that occurs twice, in whatever case, the last. */
    static Map<String, JsonNode> folded(String text) throws Malformed {
        return members(text, true);
    }

    /** The same for an object inside one. */
    static Map<String, JsonNode> folded(JsonNode object) {
        Map<String, JsonNode> members = new LinkedHashMap<>();
        object.properties().forEach(e -> members.put(e.getKey().toLowerCase(Locale.ROOT), e.getValue()));
        return members;
    }

    private static Map<String, JsonNode> members(String text, boolean fold) throws Malformed {
        Map<String, JsonNode> members = new LinkedHashMap<>();
        try (JsonParser parser = MAPPER.createParser(text)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new Malformed("not a JSON object");
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String key = parser.currentName();
                parser.nextToken();
                JsonNode value = MAPPER.readTree(parser);
                members.put(fold ? key.toLowerCase(Locale.ROOT) : key, value);
            }
            if (parser.nextToken() != null) {
                throw new Malformed("something follows the JSON object");
            }
        } catch (JsonProcessingException e) {
            throw new Malformed(JsonFlaw.of(e) + at(e.getLocation()));
        } catch (IOException e) {
            throw new Malformed(String.valueOf(e.getMessage()));
        }
        return members;
    }

    private static String at(@Nullable JsonLocation where) {
        return where == null ? "" : " (line " + where.getLineNr() + ", column " + where.getColumnNr() + ")";
    }

    static String write(JsonNode node) {
        try {
            return MAPPER.writeValueAsString(node);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a JSON tree that cannot be written", e);
        }
    }
}
