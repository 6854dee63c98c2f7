package io.keelson.plugin.cni;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Results against files: {@code fresh-*} of our own, {@code behind-*} after a primary plugin. */
class CniResultTest {
    private static final Path GOLDEN = Path.of(System.getProperty("basedir", "."), "src", "test", "resources", "cni");

    @ParameterizedTest
    @EnumSource(CniVersion.class)
    void speaksEveryVersion(CniVersion version) throws Exception {
        golden(
                "fresh-" + version,
                CniResult.fresh(version)
                        .add(List.of(Samples.net1(), Samples.net2()))
                        .json());
    }

    @ParameterizedTest
    @EnumSource(CniVersion.class)
    void appendsToThePreviousResultInItsVersion(CniVersion version) throws Exception {
        ObjectNode conf = (ObjectNode) Json.MAPPER.readTree(Files.readString(GOLDEN.resolve("in-chained.json")));
        conf.put("cniVersion", version.toString());
        PreviousResult previous = PreviousResult.of(Samples.conf(Json.write(conf)));
        golden(
                "behind-" + version,
                CniResult.behind(previous)
                        .add(List.of(Samples.net1(), Samples.net2()))
                        .json());
    }

    private static void golden(String name, String actual) throws Exception {
        Path file = GOLDEN.resolve(name + ".json");
        String pretty = Json.MAPPER.readTree(actual).toPrettyString() + "\n";
        if (Boolean.getBoolean("golden.update")) {
            Files.writeString(file, pretty);
        }
        assertThat(pretty).isEqualTo(Files.readString(file));
    }
}
