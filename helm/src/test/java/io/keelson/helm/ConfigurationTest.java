package io.keelson.helm;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.keelson.config.parse.ConfigFiles;
import io.keelson.config.parse.Parsed;
import io.keelson.vf.model.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What the ConfigMap holds is what the agent's own parser takes, and the schema knows the keys and words that it knows. */
class ConfigurationTest {
    private static final Path LAB = Path.of("../hw-tests/src/main/java/io/keelson/lab/node/Configurations.java");

    private static Parsed parse(String text) {
        return ConfigFiles.parse("keelson.yaml", text, "intel.com");
    }

    private static Optional<String> inConfigMap(Manifests manifests) {
        return manifests.all("ConfigMap").stream()
                .map(m -> m.at("/data/keelson.yaml").asText())
                .findFirst();
    }

    @ParameterizedTest
    @MethodSource("io.keelson.helm.PodContractTest#cases")
    void isReadWithoutAProblem(Manifests manifests) {
        inConfigMap(manifests).map(ConfigurationTest::parse).ifPresent(parsed -> {
            assertThat(parsed.errors()).isEmpty();
            assertThat(parsed.warnings()).isEmpty();
            assertThat(parsed.intent()).isPresent();
        });
    }

    @Test
    void isTheLabsInTheLab() throws IOException {
        Matcher lab = Pattern.compile("TWO_POOLS = \"\"\"\\R(.*?)\"\"\"", Pattern.DOTALL)
                .matcher(Files.readString(LAB));
        assertThat(lab.find()).isTrue();
        String rendered =
                inConfigMap(Chart.render(Path.of("src/test/values/lab.yaml"))).orElseThrow();
        assertThat(Manifests.YAML.readTree(rendered))
                .isEqualTo(Manifests.YAML.readTree(lab.group(1).stripIndent()));
    }

    /** An unknown key makes the parser tell the known ones. */
    @ParameterizedTest
    @CsvSource(delimiterString = "=>", textBlock = """
            /properties/config                     => { KEY: 1 }
            /definitions/nic                       => nics: [{ KEY: 1 }]
            /definitions/pool                      => pools: [{ KEY: 1 }]
            /definitions/poolSelector              => pools: [{ resource: a, select: [{ KEY: 1 }]}]
            /definitions/poolSelectors             => pools: [{ resource: a, select: { KEY: 1 }}]
            /definitions/selector                  => nics: [{ select: [{ KEY: 1 }]}]
            /definitions/selectors                 => nics: [{ select: { KEY: 1 }}]
            /definitions/pool/properties/allow     => pools: [{ resource: a, allow: { KEY: 1 }}]
            /definitions/pool/properties/attach    => pools: [{ resource: a, attach: { KEY: 1 }}]
            """)
    void hasTheParsersKeys(String schema, String text) throws IOException {
        List<String> hints = parse(text.replace("KEY", "zzzzzzzzzzzz")).errors().stream()
                .filter(p -> p.detail().contains("zzzzzzzzzzzz"))
                .map(Problem::hint)
                .toList();
        assertThat(hints).hasSize(1);
        assertThat(at(schema).path("properties").properties().stream().map(Map.Entry::getKey))
                .containsExactlyInAnyOrder(
                        hints.get(0).replace("known here: ", "").split(", "));
        assertThat(at(schema).path("additionalProperties").asBoolean(true)).isFalse();
    }

    /** A word nobody knows makes the parser tell the known ones. */
    @ParameterizedTest
    @CsvSource(delimiterString = "=>", textBlock = """
            /definitions/nic/properties/eswitch                               => nics: [{eswitch: WORD}]
            /definitions/pool/properties/driver                               => pools: [{driver: WORD}]
            /definitions/pool/properties/allocation                           => pools: [{allocation: WORD}]
            /definitions/pool/properties/release                              => pools: [{release: WORD}]
            /definitions/pool/properties/gate                                 => pools: [{gate: WORD}]
            /definitions/pool/properties/deviceType                           => pools: [{deviceType: WORD}]
            /definitions/poolSelector/properties/vdpaType                     => pools: [{select: {vdpaType: WORD}}]
            /definitions/poolSelector/properties/linkTypes/items              => pools: [{select: {linkTypes: [WORD]}}]
            /definitions/flag                                                 => pools: [{excludeTopology: WORD}]
            /definitions/pool/properties/attach/properties/vlanProto          => pools: [{attach: {vlan: 1, vlanProto: WORD}}]
            /definitions/pool/properties/attach/properties/link_state         => pools: [{attach: {link_state: WORD}}]
            """)
    void hasTheParsersWords(String schema, String text) throws IOException {
        Matcher told = Pattern.compile("'zzzzzz' is none of ([^(]*) \\(")
                .matcher(parse(text.replace("WORD", "zzzzzz")).errors().toString());
        assertThat(told.find()).isTrue();
        List<String> words = new ArrayList<>();
        at(schema).path("enum").forEach(w -> words.add(w.asText()));
        assertThat(new TreeSet<>(words))
                .isEqualTo(new TreeSet<>(List.of(told.group(1).split(", "))));
    }

    private static JsonNode at(String pointer) throws IOException {
        JsonNode found = Manifests.YAML
                .readTree(Chart.DIR.resolve("values.schema.json").toFile())
                .at(pointer);
        assertThat(found.isObject()).as(pointer).isTrue();
        return found;
    }
}
