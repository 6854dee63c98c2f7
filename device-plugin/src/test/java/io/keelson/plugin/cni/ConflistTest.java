package io.keelson.plugin.cni;

import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.vf.model.Code;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConflistTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path dir;

    private static String conflist(String version, String plugins) {
        return "{\"cniVersion\":\"" + version + "\",\"name\":\"cluster\",\"plugins\":[" + plugins + "]}";
    }

    @Test
    void isContentWithTheEntryItPrints() throws Exception {
        Files.writeString(
                dir.resolve("10-cluster.conflist"), conflist("1.0.0", "{\"type\":\"bridge\"}," + Conflist.ENTRY));
        Files.writeString(dir.resolve("20-other.conflist"), "not read");
        Files.writeString(dir.resolve("00-readme.txt"), "not read");
        assertThat(new Conflist(dir).problem()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '>', quoteCharacter = '~', textBlock = """
            1.0.0 > {"type":"bridge"}                                     > CONFLIST_MISSING > no entry
            1.0.0 > ~~                                                    > CONFLIST_MISSING > no entry
            1.0.0 > {"type":"keelson"},{"type":"bridge"}                  > CONFLIST_DRIFTED > comes first
            1.0.0 > {"type":"bridge"},{"type":"keelson"},{"type":"keelson"} > CONFLIST_DRIFTED > 2 entries
            0.2.0 > {"type":"bridge"},{"type":"keelson"}                  > CONFLIST_DRIFTED > '0.2.0'
            1.0.0 > {"type":"bridge"},{"type":"keelson","vlan":7}         > CONFLIST_DRIFTED > vlan
            1.0.0 > {"type":"bridge"},{"type":"keelson","deviceID":"x"}   > CONFLIST_DRIFTED > deviceID
            """)
    void saysWhatIsWrong(String version, String plugins, Code code, String words) throws Exception {
        Path file = Files.writeString(dir.resolve("10-cluster.conflist"), conflist(version, plugins));
        assertThat(new Conflist(dir).problem()).hasValueSatisfying(p -> {
            assertThat(p.code()).isEqualTo(code);
            assertThat(p.subject().text()).isEqualTo(file.toString());
            assertThat(p.detail()).contains(words);
            assertThat(p.hint()).contains(version.equals("0.2.0") ? "1.0.0" : Conflist.ENTRY);
        });
    }

    @Test
    void seesThatAnotherFileIsReadFirst() throws Exception {
        Files.writeString(
                dir.resolve("10-cluster.conflist"), conflist("1.0.0", "{\"type\":\"bridge\"}," + Conflist.ENTRY));
        Files.writeString(dir.resolve("00-multus.conf"), "{}");
        assertThat(new Conflist(dir).problem()).hasValueSatisfying(p -> {
            assertThat(p.code()).isEqualTo(Code.CONFLIST_DRIFTED);
            assertThat(p.detail()).contains("00-multus.conf");
        });
    }

    /** What cannot be read counts as naming us: who asks wants to take the executable away. */
    @Test
    void namesWhoeverCallsTheExecutable() throws Exception {
        assertThat(new Conflist(dir.resolve("nowhere")).naming()).isEmpty();
        Path chained = Files.writeString(
                dir.resolve("20-chain.conflist"), conflist("1.0.0", "{\"type\":\"bridge\"}," + Conflist.ENTRY));
        Path alone = Files.writeString(dir.resolve("30-alone.conf"), "{\"type\":\"keelson\"}");
        Path unreadable = Files.createDirectory(dir.resolve("10-odd.conflist"));
        Files.writeString(dir.resolve("40-other.conflist"), conflist("1.0.0", "{\"type\":\"bridge\"}"));
        Files.writeString(dir.resolve("50-broken.conflist"), "{");
        assertThat(new Conflist(dir).naming()).containsExactly(unreadable, chained, alone);
    }

    @Test
    void missesFilesItCannotRead() throws Exception {
        assertThat(new Conflist(dir.resolve("nowhere")).problem())
                .hasValueSatisfying(p -> assertThat(p.code()).isEqualTo(Code.CONFLIST_MISSING));
        assertThat(new Conflist(dir).problem())
                .hasValueSatisfying(p -> assertThat(p.code()).isEqualTo(Code.CONFLIST_MISSING));
        Files.writeString(dir.resolve("10-cluster.conflist"), "{");
        assertThat(new Conflist(dir).problem())
                .hasValueSatisfying(p -> assertThat(p.detail()).startsWith("cannot be read"));
        Files.delete(dir.resolve("10-cluster.conflist"));
        Files.createDirectory(dir.resolve("10-cluster.conflist"));
        assertThat(new Conflist(dir).problem())
                .hasValueSatisfying(p -> assertThat(p.detail()).startsWith("cannot be read"));
    }
}
