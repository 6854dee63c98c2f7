package io.keelson.config.parse;

import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.vf.model.Problem;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever the text, parsing ends with an Intent or with clean errors, never with an exception. */
class ParserFuzzTest {
    private static final String YAML = """
            nics:
              - select: {pfNames: [ens1f0]}
                vfs: 7
                mtu: 9000
            pools:
              - resource: keelson.io/fast
                select:
                  - {pfNames: ["ens1f0#0-3,5"], vendors: ['8086'], drivers: [igbvf]}
                allow: {vlans: [100-199], trust: false, namespaces: [ran]}
                attach: {interface: net, vlan: 100, vlanQoS: 3, ipam: {type: x, ranges: [[{subnet: 10.56.0.0/24}]]}}
            """;
    private static final String JSON =
            "{\"resourceList\": [{\"resourceName\": \"net_a\", \"selectors\": {\"vendors\": [\"8086\"],"
                    + " \"pfNames\": [\"ens1f0#0-3,5\"], \"isRdma\": false}, \"excludeTopology\": true},"
                    + " {\"resourceName\": \"b\", \"selectors\": [{\"pciAddresses\": [\"0000:01:10.0\"]}]}]}";
    private static final List<String> SPICE = List.of(
            "&a",
            "*a",
            "<<:",
            "!!binary",
            "? ",
            "---",
            "|",
            ">-",
            "\t",
            "\u0000",
            "\uFFFF",
            "\uD800",
            "é",
            "%YAML 9",
            "{",
            "[",
            "]",
            "}",
            ":",
            "- ",
            "#",
            ",",
            "'",
            "\"",
            "\\",
            "null",
            "~",
            "1e999",
            "0x",
            "-",
            "999999999999999999999",
            "\r",
            "\u2028");

    @ParameterizedTest
    @ValueSource(longs = {11, 12, 13})
    void anyTextEndsCleanly(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < 3000; i++) {
            String yaml = mutate(YAML, random);
            clean(NativeFile.parse("f", yaml), yaml);
            String json = mutate(JSON, random);
            clean(ResourceListFile.parse("f", json), json);
            clean(ConfigFiles.parse("f", random.nextBoolean() ? yaml : json, "intel.com"), json);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {21})
    void anyNoiseEndsCleanly(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < 2000; i++) {
            StringBuilder text = new StringBuilder();
            for (int n = random.nextInt(60); n > 0; n--) {
                text.append(
                        random.nextBoolean() ? SPICE.get(random.nextInt(SPICE.size())) : (char) random.nextInt(300));
            }
            clean(ConfigFiles.parse("f", text.toString(), "intel.com"), text.toString());
        }
    }

    private static String mutate(String text, Random random) {
        StringBuilder mutated = new StringBuilder(text);
        for (int n = 1 + random.nextInt(4); n > 0; n--) {
            int at = random.nextInt(mutated.length());
            switch (random.nextInt(4)) {
                case 0 -> mutated.deleteCharAt(at);
                case 1 -> mutated.insert(at, SPICE.get(random.nextInt(SPICE.size())));
                case 2 -> mutated.setCharAt(at, (char) random.nextInt(256));
                default ->
                    mutated.insert(at, mutated.substring(at, Math.min(mutated.length(), at + random.nextInt(40))));
            }
        }
        return mutated.toString();
    }

    private static void clean(Parsed parsed, String text) {
        assertThat(parsed.intent().isPresent())
                .as(text)
                .isEqualTo(parsed.errors().isEmpty());
        for (Problem p : parsed.errors()) {
            assertThat(p.code().name()).as(text).startsWith("CONFIG_");
            assertThat(p.line())
                    .as(text)
                    .doesNotContain("java.")
                    .doesNotContain("Exception")
                    .doesNotContain("null (");
        }
    }
}
