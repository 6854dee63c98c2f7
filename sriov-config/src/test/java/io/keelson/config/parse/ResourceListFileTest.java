package io.keelson.config.parse;

import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.config.model.AdditionalInfo;
import io.keelson.config.model.DriverChoice;
import io.keelson.config.model.Pool;
import io.keelson.config.testing.Golden;
import io.keelson.vf.model.Problem;
import java.util.List;
import java.util.Optional;
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

    /** What Go's decoder makes of keys that are there more than once. */
    @Test
    void nullLeavesAStringOrBoolean_andEmptiesAList() {
        Parsed parsed = ResourceListFile.parse("f", """
                {"resourceList": [{"resourceName": "a", "ResourceName": null, "excludeTopology": true,
                  "EXCLUDETOPOLOGY": null, "selectors": {"vendors": ["8086"], "Vendors": null, "isRdma": true,
                  "IsRdma": null}}]}
                """);
        assertThat(parsed.errors()).isEmpty();
        Pool pool = parsed.intent().orElseThrow().pools().get(0);
        assertThat(pool.excludeTopology()).isTrue();
        assertThat(pool.selectors().get(0).vendors().isAnything()).isTrue();
        assertThat(pool.selectors().get(0).traits().isRdma()).isTrue();
    }

    @Test
    void severalAdditionalInfosAreJoined_andNullForgetsThem() {
        assertThat(
                        info(
                                "\"additionalInfo\": {\"*\": {\"a\": \"1\"}}, \"AdditionalInfo\": {\"0000:01:10.0\": {\"b\": null}}"))
                .hasToString("Optional[{*={a=1}, 0000:01:10.0={b=}}]");
        assertThat(
                        info(
                                "\"additionalInfo\": {\"*\": {\"a\": \"1\"}}, \"additionalInfo\": null, \"additionalInfo\": {}"))
                .hasToString("Optional[{}]");
        assertThat(info("\"additionalInfo\": {\"*\": {\"a\": \"1\"}}, \"additionalInfo\": null"))
                .isEmpty();
    }

    private static Optional<?> info(String keys) {
        Parsed parsed = ResourceListFile.parse("f", one("\"selectors\": {}, " + keys));
        assertThat(parsed.errors()).isEmpty();
        return parsed.intent().orElseThrow().pools().get(0).additionalInfo().map(AdditionalInfo::byDevice);
    }

    @Test
    void aWrongTypeCountsAlsoWhereALaterKeyIsRight() {
        assertThat(errors(one("\"selectors\": {}, \"excludeTopology\": 1, \"excludeTopology\": true")))
                .contains("has to be true or false");
        assertThat(ResourceListFile.parse("f", one("\"selectors\": {\"drivers\": 1, \"drivers\": [\"a\"]}"))
                        .intent()
                        .orElseThrow()
                        .pools())
                .as("a pool whose selectors cannot be read is left out")
                .isEmpty();
    }

    @Test
    void keysMatchAsGoFoldsThem() {
        Parsed parsed = ResourceListFile.parse(
                "f", one("\"\u017felectors\": {\"\u212aeys\": 1, \"p\u212aeys\": [\"0x8001\"]}"));
        assertThat(parsed.intent()
                        .orElseThrow()
                        .pools()
                        .get(0)
                        .selectors()
                        .get(0)
                        .traits()
                        .pKeys()
                        .values())
                .hasValueSatisfying(keys -> assertThat(keys).hasToString("[0x8001]"));
    }

    /** The device plugin ends here; an agent that lives on offers nothing, and says so. */
    @Test
    void noPools_isAWarning() {
        for (String text : List.of("{\"resourceList\": []}", "{\"resourceList\": null}")) {
            Parsed parsed = ResourceListFile.parse("f", text);
            assertThat(parsed.intent().orElseThrow().pools()).isEmpty();
            assertThat(lines(parsed.warnings())).singleElement().asString().contains("has no pools");
        }
    }

    /** What is wrong with a pool that its selectors leave out is not looked at. */
    @Test
    void aPoolThatIsLeftOut_isNotRejected() {
        Parsed parsed = ResourceListFile.parse("f", """
                {"resourceList": [
                  {"resourceName": "a b", "selectors": []},
                  {"resourceName": "c", "selectors": [{"isRdma": true, "vdpaType": "vhost"}, 5]},
                  {"resourceName": "d", "selectors": "x"},
                  {"resourceName": "d", "selectors": {}}
                ]}
                """);
        assertThat(parsed.errors()).isEmpty();
        assertThat(parsed.intent().orElseThrow().pools())
                .extracting(p -> p.resource().name())
                .containsExactly("d");
    }

    @Test
    void whatWeWouldCallMistakes_areWarnings() {
        Parsed parsed = ResourceListFile.parse("f", """
                {"resourceList": [
                  {"resourceName": "a", "selectors": {"pfName": ["x"], "vendors": ["0x8086"],
                     "pfNames": ["ens1#5-3", "ens1#0"], "rootDevices": ["0000:01:00.0#1,x"], "linkTypes": ["ether", "Ether"],
                     "acpiIndexes": ["007"], "pKeys": ["8001"], "vdpaType": "vhots", "auxTypes": ["sf"]}},
                  {"resourceName": "b", "selectors": []},
                  {"resourceName": "c", "selectors": {"vendors": "8086"}},
                  {"resourceName": "d", "deviceType": "accelerator", "selectors": {"vendors": ["8086"], "isRdma": "x"}},
                  {"resourceName": "e", "selectors": {"pciAddresses": ["0000:05:10.0"]}, "additionalInfo": {"*": {"k": "v"}, "0000:05:10": {}}},
                  {"resourceName": "f", "selectors": {"pciAddresses": ["0000:05:10.0"]}},
                  {"resourceName": "F", "selectors": {"pciAddresses": ["0000:05:10.1"]}},
                  {"resourceName": "g_", "selectors": {}},
                  {"resourceName": "h", "resourcePrefix": "Corp.example", "selectors": {}}
                ]}
                """);
        assertThat(parsed.errors()).isEmpty();
        assertThat(parsed.intent().orElseThrow().pools())
                .extracting(p -> p.resource().name())
                .containsExactly("a", "d", "e", "f", "F");
        Golden.assertLines(getClass(), "peer-warnings.txt", String.join("\n", lines(parsed.warnings())));
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
        assertThat(errors("{\"resourceList\": [{\"selectors\": {}}]}"))
                .contains("'intel.com/' is no name: there is none");
        assertThat(errors("{\"resourceList\": [{\"resourceName\": \"a.b\", \"selectors\": {}}]}"))
                .contains("only letters, digits, '-' and '_'");
        assertThat(errors(one("\"selectors\": [{}, null]"))).contains("selectors[1]: is null");
        assertThat(errors(one("\"selectors\": [{}, {\"isRdma\": true, \"vdpaType\": \"vhost\"}]")))
                .contains("selectors[1].vdpaType: 'vhost' together with isRdma");
        assertThat(errors(one("\"deviceType\": \"auxNetDevice\", \"selectors\": {}")))
                .contains("selectors.auxTypes: is not there");
        assertThat(errors(one("\"deviceType\": \"auxNetDevice\", \"selectors\": {\"auxTypes\": [\"sf\", \"eth\"]}")))
                .contains("'eth' is no type of sub-function");
        assertThat(errors(one("\"selectors\": {}, \"additionalInfo\": {\"*\": {\"k\": 1}}")))
                .contains("additionalInfo.*.k: has to be a string");
        assertThat(errors(one("\"selectors\": {}, \"additionalInfo\": [\"*\"]")))
                .contains("has to be an object");
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
