package io.keelson.plugin.testing;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A text in Prometheus' exposition format 0.0.4, read strictly: every family has its help and its type, in one block, before its
 * samples; no sample comes twice; a line ends the text.
 *
 * @param types by family
 * @param values by sample as it is written, {@code name{label="value"}}
 */
public record Samples(Map<String, String> types, Map<String, Double> values) {
    private static final String NAME = "[a-zA-Z_:][a-zA-Z0-9_:]*";
    private static final String LABEL = "[a-zA-Z_][a-zA-Z0-9_]*=\"(?:[^\"\\\\\n]|\\\\[\\\\\"n])*\"";
    private static final Pattern HELP = Pattern.compile("# HELP (" + NAME + ") (\\S.*)");
    private static final Pattern TYPE = Pattern.compile("# TYPE (" + NAME + ") (counter|gauge|summary)");
    private static final Pattern SAMPLE = Pattern.compile(
            "((" + NAME + ")(?:\\{" + LABEL + "(?:," + LABEL + ")*\\})?) (-?[0-9]+(?:\\.[0-9]+)?(?:E-?[0-9]+)?)");

    /** Fails and names the line where the text is none. */
    public static Samples parse(String text) {
        require(text.isEmpty() || text.endsWith("\n"), "no end of line");
        Map<String, String> types = new LinkedHashMap<>();
        Map<String, Double> values = new LinkedHashMap<>();
        Set<String> helped = new HashSet<>();
        String family = "";
        for (String line : text.lines().toList()) {
            Matcher help = HELP.matcher(line);
            Matcher type = TYPE.matcher(line);
            Matcher sample = SAMPLE.matcher(line);
            if (help.matches()) {
                require(helped.add(help.group(1)), line);
            } else if (type.matches()) {
                family = type.group(1);
                require(helped.contains(family) && types.put(family, type.group(2)) == null, line);
            } else {
                require(sample.matches() && names(family, types).contains(sample.group(2)), line);
                require(values.put(sample.group(1), Double.valueOf(sample.group(3))) == null, line);
            }
        }
        return new Samples(types, values);
    }

    private static List<String> names(String family, Map<String, String> types) {
        List<String> names = new ArrayList<>(List.of(family));
        if ("summary".equals(types.get(family))) {
            names.addAll(List.of(family + "_count", family + "_sum"));
        }
        return names;
    }

    private static void require(boolean holds, String line) {
        if (!holds) {
            throw new AssertionError("not in the exposition format: " + line);
        }
    }
}
