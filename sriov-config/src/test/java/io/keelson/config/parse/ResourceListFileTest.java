package io.keelson.config.parse;

import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.config.model.DriverChoice;
import io.keelson.config.model.Pool;
import io.keelson.vf.model.Problem;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The device plugin's file: its meaning kept, its oddities told, what we cannot do refused by name. */
class ResourceListFileTest {

    @Test
    void everySupportedKeyArrives_inAnyCase_asObjectOrList() {
        Parsed parsed = ResourceListFile.parse("config.json", """
                {"ResourceList": [
                  {"resourceName": "net_a", "SELECTORS": {"Vendors": ["8086"], "devices": ["10ca", "154c"],
                     "drivers": ["igbvf"], "pfnames": ["ens1f0#0-3,5"], "IsRdma": false, "needVhostNet": false,
                     "vdpaType": "", "acpiIndexes": [], "linkTypes": null}, "SelectorObjs": null},
                  {"resourcePrefix": "example.org", "resourceName": "net-b", "deviceType": "netDevice",
                   "excludeTopology": true,
                   "selectors": [{"rootDevices": ["0000:02:00.0#1"]}, {"pciAddresses": ["0000:03:10.1"]}]}
                ]}
                """);
        assertThat(parsed.errors()).isEmpty();
        assertThat(parsed.warnings()).isEmpty();
        List<Pool> pools = parsed.intent().orElseThrow().pools();
        assertThat(pools)
                .extracting(p -> p.resource().toString())
                .containsExactly("intel.com/net_a", "example.org/net-b");
        assertThat(pools.get(0).selectors().get(0).pfNames().orElseThrow()).hasToString("[ens1f0#0-3,5]");
        assertThat(pools.get(0).selectors().get(0).pciAddresses().isAnything()).isTrue();
        assertThat(pools.get(0).driver()).isEqualTo(DriverChoice.AS_FOUND);
        assertThat(pools.get(0).excludeTopology()).isFalse();
        assertThat(pools.get(1).excludeTopology()).isTrue();
        assertThat(pools.get(1).selectors()).hasSize(2);
        assertThat(parsed.intent().orElseThrow().nics()).isEmpty();
    }

    @Test
    void thePrefixIsGiven_whereAPoolHasNone() {
        Parsed parsed = ResourceListFile.parse("f", one("\"selectors\": {}"), "corp.example");
        assertThat(parsed.intent().orElseThrow().pools().get(0).resource()).hasToString("corp.example/a");
    }

    @Test
    void theLastOfSeveralKeysCounts_andIsToldOf() {
        Parsed parsed = ResourceListFile.parse(
                "f", one("\"selectors\": {\"vendors\": [\"15b3\"]}, \"Selectors\": {\"vendors\": [\"8086\"]}"));
        assertThat(parsed.intent()
                        .orElseThrow()
                        .pools()
                        .get(0)
                        .selectors()
                        .get(0)
                        .vendors()
                        .values()
                        .orElseThrow())
                .hasToString("[8086]");
        assertThat(lines(parsed.warnings()))
                .singleElement()
                .asString()
                .contains("there twice")
                .contains("last one counts");
    }

    @Test
    void whatWeWouldCallMistakes_areWarnings() {
        Parsed parsed = ResourceListFile.parse("f", """
                {"resourceList": [
                  {"resourceName": "a", "selectors": {"pfName": ["x"], "vendors": ["0x8086"],
                     "pfNames": ["ens1#5-3", "ens1#0"], "rootDevices": ["0000:01:00.0#1,x"], "linkTypes": ["ether"]}},
                  {"resourceName": "b", "selectors": []},
                  {"resourceName": "c", "selectors": {"vendors": "8086"}},
                  {"resourceName": "d", "deviceType": "accelerator", "selectors": {"vendors": ["8086"]}},
                  {"resourceName": "e", "selectors": {"pciAddresses": ["0000:05:10.0"]}, "additionalInfo": {"*": {"k": "v"}}},
                  {"resourceName": "f", "selectors": {"pciAddresses": ["0000:05:10.0"]}}
                ]}
                """);
        assertThat(parsed.errors()).isEmpty();
        assertThat(parsed.intent().orElseThrow().pools())
                .extracting(p -> p.resource().name())
                .containsExactly("a", "e", "f");
        assertThat(lines(parsed.warnings()))
                .containsExactly(io.keelson.config.testing.Golden.lines(getClass(), "peer-warnings.txt"));
    }

    @Test
    void whatWeCannotDoYet_isRefusedByName() {
        for (String key : List.of(
                "\"isRdma\": true",
                "\"needVhostNet\": true",
                "\"vdpaType\": \"vhost\"",
                "\"ddpProfiles\": [\"x\"]",
                "\"pKeys\": [\"0x1\"]",
                "\"acpiIndexes\": [\"1\"]",
                "\"auxTypes\": [\"sf\"]",
                "\"linkTypes\": [\"infiniband\"]")) {
            Parsed parsed = ResourceListFile.parse("f", one("\"selectors\": [{" + key + "}]"));
            assertThat(parsed.intent()).as(key).isEmpty();
            assertThat(lines(parsed.errors()))
                    .singleElement()
                    .asString()
                    .contains("is not supported yet")
                    .contains("resourceList[0].selectors[0]." + key.substring(1, key.indexOf('"', 1)));
        }
    }

    @Test
    void whatTheDevicePluginDiesOf_isAnError() {
        assertThat(errors("[]")).contains("has to be an object, is a list");
        assertThat(errors("{\"resourceLists\": []}")).contains("is not there");
        assertThat(errors("{\"resourceList\": {}}")).contains("has to be a list");
        assertThat(errors("{\"resourceList\": [null]}")).contains("resourceList[0]: has to be an object, is nothing");
        assertThat(errors(one("\"x\": 1"))).contains("selectors: is not there");
        assertThat(errors(one("\"selectors\": {}, \"deviceType\": \"netdevice\"")))
                .contains("did you mean 'netDevice'?");
        assertThat(errors(one("\"selectors\": {}, \"excludeTopology\": \"yes\"")))
                .contains("has to be true or false");
        assertThat(errors("{\"resourceList\": [{\"resourceName\": \"a b\", \"selectors\": {}}]}"))
                .contains("'intel.com/a b'");
        assertThat(errors("{\"resourceList\": [{\"resourceName\": 5, \"selectors\": {}}]}"))
                .contains("a string");
        assertThat(errors("{\"resourceList\": [{\"resourceName\": \"a\", \"selectors\": {\"vendors\":[\"1\"]}},"
                        + "{\"resourceName\": \"a\", \"selectors\": {\"vendors\":[\"2\"]}}]}"))
                .contains("CONFIG_DUPLICATE_RESOURCE f: resourceList[1]");
        assertThat(errors("{\"resourceList\": [\n {\"resourceName\": \"a\",}]}"))
                .contains("CONFIG_MALFORMED")
                .contains("line 2");
        assertThat(errors("{\"resourceList\": ["))
                .contains("start marker at line: 1")
                .doesNotContain("Source");
        assertThat(errors("{} {}")).contains("more than one document");
    }

    private static String one(String keys) {
        return "{\"resourceList\": [{\"resourceName\": \"a\", " + keys + "}]}";
    }

    private static String errors(String text) {
        Parsed parsed = ResourceListFile.parse("f", text);
        assertThat(parsed.intent()).isEmpty();
        return String.join("\n", lines(parsed.errors()));
    }

    private static List<String> lines(List<Problem> problems) {
        return problems.stream().map(Problem::line).toList();
    }
}
