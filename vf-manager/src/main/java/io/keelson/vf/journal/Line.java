package io.keelson.vf.journal;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.zip.CRC32C;

/**
 * A record as bytes: crc32c of the JSON in 8 hex digits, space, its length in decimal, space, the JSON, line feed.
 *
 * <p>The JSON is ASCII (anything else is escaped), so a journal can be shown on a terminal, and text from outside that is
 * no valid Unicode comes back as it was.
 */
final class Line {
    /** Bytes of the longest line, its line feed included. */
    static final int MAX = 64 * 1024;

    private static final int CRC_DIGITS = 8;
    private static final int MAX_LENGTH_DIGITS = 5;
    private static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(16)
                            .maxNumberLength(20)
                            .maxStringLength(MAX)
                            .build())
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private Line() {}

    /** The whole line; it may be longer than {@link #MAX}, and must not be written then. */
    static byte[] of(JournalRecord record) {
        byte[] json = json(record).getBytes(StandardCharsets.US_ASCII);
        byte[] prefix = prefix(json, 0, json.length);
        byte[] line = Arrays.copyOf(prefix, prefix.length + json.length + 1);
        System.arraycopy(json, 0, line, prefix.length, json.length);
        line[line.length - 1] = '\n';
        return line;
    }

    /** The JSON alone. */
    static String json(JournalRecord record) {
        try {
            return MAPPER.writeValueAsString(RecordCodec.encode(record));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree of plain values is always JSON", e);
        }
    }

    /** The record in the first {@code length} bytes, which do not have the line feed any more. */
    static JournalRecord parse(byte[] line, int length) throws BadRecord, UnknownRecord {
        int start = jsonStart(line, length);
        byte[] prefix = prefix(line, start, length - start);
        if (!Arrays.equals(prefix, 0, prefix.length, line, 0, start)) {
            throw new BadRecord("checksum or length does not match");
        }
        try {
            return RecordCodec.decode(tree(line, start, length - start));
        } catch (IllegalArgumentException e) {
            throw new BadRecord("impossible value: " + e.getMessage());
        }
    }

    private static int jsonStart(byte[] line, int length) throws BadRecord {
        int end = Math.min(length, CRC_DIGITS + 1 + MAX_LENGTH_DIGITS + 1);
        for (int i = CRC_DIGITS + 1; i < end; i++) {
            if (line[i] == ' ') {
                return i + 1;
            }
        }
        throw new BadRecord("does not begin with checksum and length");
    }

    private static byte[] prefix(byte[] bytes, int offset, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, offset, length);
        String text = HexFormat.of().toHexDigits((int) crc.getValue()) + " " + length + " ";
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static JsonNode tree(byte[] line, int offset, int length) throws BadRecord {
        try {
            return MAPPER.readTree(line, offset, length);
        } catch (IOException e) {
            throw new BadRecord("not JSON");
        }
    }
}
