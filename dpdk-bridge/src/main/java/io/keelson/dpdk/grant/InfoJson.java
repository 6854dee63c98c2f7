package io.keelson.dpdk.grant;

import java.util.Iterator;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;

/**
 * The JSON of the {@code _INFO} variable: objects of objects of strings, keys sorted, no white space, with {@code < > &}
 * and the line separators U+2028 and U+2029 escaped, so that the bytes are those applications know from Go's encoder.
 */
final class InfoJson {
    private InfoJson() {}

    static String of(SortedMap<String, SortedMap<String, SortedMap<String, String>>> devices) {
        StringBuilder json = new StringBuilder(128);
        object(json, devices);
        return json.toString();
    }

    private static void object(StringBuilder json, Map<?, ?> map) {
        json.append('{');
        for (Iterator<? extends Map.Entry<?, ?>> it = map.entrySet().iterator(); it.hasNext(); ) {
            Map.Entry<?, ?> entry = it.next();
            string(json, entry.getKey().toString());
            json.append(':');
            if (entry.getValue() instanceof Map<?, ?> nested) {
                object(json, nested);
            } else {
                string(json, entry.getValue().toString());
            }
            json.append(it.hasNext() ? "," : "");
        }
        json.append('}');
    }

    private static void string(StringBuilder json, String text) {
        json.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                json.append('\\').append(c);
            } else if (c < 0x20 || c == '<' || c == '>' || c == '&' || c == 0x2028 || c == 0x2029) {
                json.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
            } else {
                json.append(c);
            }
        }
        json.append('"');
    }
}
