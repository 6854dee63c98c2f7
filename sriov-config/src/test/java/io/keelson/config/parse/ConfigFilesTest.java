package io.keelson.config.parse;

import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.config.model.Source;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which file holds, and files that cannot. */
class ConfigFilesTest {
    private static final String PEER = "{\"resourceList\": [{\"resourceName\": \"a\", \"selectors\": {}}]}";

    @Test
    void oneOfTheTwoPlacesHolds_bothAreAnError_noneToo(@TempDir Path dir) throws IOException {
        Path ours = dir.resolve("keelson.yaml");
        Path theirs = dir.resolve("config.json");
        assertThat(ConfigFiles.load(ours, theirs, "intel.com").errors().get(0).line())
                .startsWith("CONFIG_UNREADABLE " + ours)
                .contains(theirs.toString());
        Files.writeString(theirs, PEER);
        assertThat(format(ConfigFiles.load(ours, theirs, "corp.example"))).isEqualTo(Source.Format.RESOURCE_LIST);
        Files.writeString(ours, "nics: []");
        assertThat(ConfigFiles.load(ours, theirs, "intel.com").errors().get(0).line())
                .startsWith("CONFIG_TWO_FILES " + ours)
                .contains(theirs.toString());
        Files.delete(theirs);
        assertThat(format(ConfigFiles.load(ours, theirs, "intel.com"))).isEqualTo(Source.Format.NATIVE);
    }

    @Test
    void theFormatIsToldByTheText() {
        assertThat(format(ConfigFiles.parse("x", PEER, "intel.com"))).isEqualTo(Source.Format.RESOURCE_LIST);
        assertThat(format(ConfigFiles.parse("x", "\uFEFF " + PEER, "intel.com")))
                .isEqualTo(Source.Format.RESOURCE_LIST);
        assertThat(format(ConfigFiles.parse("x.json", "{\"nics\": []}", "intel.com")))
                .isEqualTo(Source.Format.NATIVE);
        assertThat(ConfigFiles.parse("x", "{\"resourceLists\": []}", "intel.com")
                        .errors()
                        .get(0)
                        .line())
                .contains("resourceList: is not there");
    }

    @Test
    void unreadableAndEndlessFiles_areNamed(@TempDir Path dir) throws IOException {
        assertThat(first(dir)).startsWith("CONFIG_UNREADABLE " + dir);
        assertThat(first(dir.resolve("none"))).startsWith("CONFIG_UNREADABLE").contains("is not there");
        assertThat(first(Path.of("/dev/zero"))).startsWith("CONFIG_MALFORMED").contains("is longer than 1048576 bytes");
        Path latin = dir.resolve("latin");
        Files.write(latin, new byte[] {'n', (byte) 0xe9});
        assertThat(first(latin)).startsWith("CONFIG_MALFORMED").contains("is not UTF-8");
    }

    private static Source.Format format(Parsed parsed) {
        assertThat(parsed.errors()).isEmpty();
        return parsed.intent().orElseThrow().source().format();
    }

    private static String first(Path file) {
        return ConfigFiles.loadFile(file, "intel.com").errors().get(0).line();
    }
}
