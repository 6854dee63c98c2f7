package io.keelson.config.parse;

import io.keelson.config.testing.Golden;
import io.keelson.vf.model.Problem;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Malformed and contradictory pools in both formats, side by side: an error ({@code E}) in ours; in a {@code resourceList}
 * an error where the device plugin refuses to start, a warning ({@code W}) where it goes on. Each case is a title, the pools
 * of a native file, the entries of a {@code resourceList}.
 */
class BadPoolsTest {

    @Test
    void everyOneNamesCodePlaceValueAndWhatWasMeant() {
        StringBuilder told = new StringBuilder();
        for (String text : Golden.text(getClass(), "bad-pools-cases.txt").split("\n\n")) {
            String[] lines = text.split("\n");
            told.append(lines[0]).append('\n');
            tell("keelson.yaml", NativeFile.parse("keelson.yaml", "pools: " + lines[1]), told);
            tell("config.json", ResourceListFile.parse("config.json", "{\"resourceList\":[" + lines[2] + "]}"), told);
            told.append('\n');
        }
        Golden.assertLines(getClass(), "bad-pools.txt", told.toString().stripTrailing());
    }

    private static void tell(String file, Parsed parsed, StringBuilder told) {
        String left = parsed.intent()
                .map(i -> i.pools().stream()
                        .map(p -> p.resource().name())
                        .collect(Collectors.joining(" ", "pools: ", "")))
                .orElse("refused");
        told.append("# ").append(file).append(", ").append(left.strip()).append('\n');
        Stream.concat(
                        parsed.errors().stream().map(Problem::line).map("E "::concat),
                        parsed.warnings().stream().map(Problem::line).map("W "::concat))
                .forEach(line -> told.append(line).append('\n'));
    }
}
