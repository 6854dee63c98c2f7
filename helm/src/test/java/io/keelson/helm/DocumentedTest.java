package io.keelson.helm;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The tables of README.md name what the chart has, and nothing else. */
class DocumentedTest {
    private static final Pattern CODE = Pattern.compile("`([^`]+)`");

    /** What stands in code font in the first column of the first table behind this heading. */
    private static List<String> firstColumn(String heading) throws IOException {
        List<String> lines = Files.readAllLines(Path.of("README.md"));
        List<String> found = new ArrayList<>();
        int at = lines.indexOf(heading);
        assertThat(at).as(heading).isNotNegative();
        for (String line : lines.subList(at + 1, lines.size())) {
            if (line.startsWith("|")) {
                Matcher code = CODE.matcher(line.split("\\|", 3)[1]);
                while (code.find()) {
                    found.add(code.group(1));
                }
            } else if (!found.isEmpty()) {
                break;
            }
        }
        return found;
    }

    private static List<String> names(JsonNode list) {
        return Manifests.stream(list).map(v -> v.path("name").asText()).toList();
    }

    /** Lists, and mappings whose keys are the user's, are one value. */
    private static void values(String path, JsonNode node, JsonNode schema, List<String> into) {
        for (Map.Entry<String, JsonNode> entry : node.properties()) {
            String inner = path.isEmpty() ? entry.getKey() : path + "." + entry.getKey();
            JsonNode described = schema.path("properties").path(entry.getKey());
            if (entry.getValue().isObject()
                    && described.has("properties")
                    && !inner.equals("resources")
                    && !inner.equals("affinity")) {
                values(inner, entry.getValue(), described, into);
            } else {
                into.add(inner);
            }
        }
    }

    @Test
    void valuesAreInTheTable() throws IOException {
        List<String> values = new ArrayList<>();
        JsonNode schema =
                Manifests.YAML.readTree(Chart.DIR.resolve("values.schema.json").toFile());
        values("", Manifests.YAML.readTree(Chart.DIR.resolve("values.yaml").toFile()), schema, values);
        assertThat(firstColumn("## Values")).containsExactlyInAnyOrderElementsOf(values);
    }

    @Test
    void valuesAreThoseOfTheSchema() throws IOException {
        JsonNode schema =
                Manifests.YAML.readTree(Chart.DIR.resolve("values.schema.json").toFile());
        JsonNode values =
                Manifests.YAML.readTree(Chart.DIR.resolve("values.yaml").toFile());
        schema.path("properties").properties().forEach(section -> {
            if (!section.getKey().equals("global")) {
                assertThat(values.has(section.getKey())).as(section.getKey()).isTrue();
            }
            if (!section.getKey().equals("affinity")) {
                section.getValue().path("properties").properties().forEach(key -> assertThat(
                                values.path(section.getKey()).has(key.getKey()))
                        .as("%s.%s", section.getKey(), key.getKey())
                        .isTrue());
            }
        });
    }

    @Test
    void mountsAndCapabilitiesAreInTheirTables() throws IOException {
        Manifests manifests = Chart.render(Optional.empty(), Chart.KUBERNETES);
        assertThat(firstColumn("### Mounts"))
                .containsExactlyInAnyOrderElementsOf(names(manifests.pod().path("volumes")));
        assertThat(firstColumn("### Capabilities"))
                .containsExactlyInAnyOrderElementsOf(
                        Manifests.stream(manifests.agent().at("/securityContext/capabilities/add"))
                                .map(JsonNode::asText)
                                .toList());
    }

    @Test
    void rulesAreInTheirTable() throws IOException {
        Manifests openshift = Chart.render(Path.of("src/test/values/openshift.yaml"));
        List<String> rules = openshift.objects().stream()
                .flatMap(o -> Manifests.stream(o.path("rules")))
                .flatMap(r -> Manifests.stream(r.path("verbs")))
                .map(JsonNode::asText)
                .toList();
        assertThat(firstColumn("### RBAC").stream().filter(w -> !w.equals("securitycontextconstraints")))
                .containsExactlyElementsOf(rules);
    }
}
