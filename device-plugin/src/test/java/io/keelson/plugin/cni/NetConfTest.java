package io.keelson.plugin.cni;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.keelson.vf.model.Code;
import io.keelson.vf.model.IpamCall;
import io.keelson.vf.model.PciAddress;
import io.keelson.vf.step.Refusal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NetConfTest {
    @ParameterizedTest
    @CsvSource(delimiter = '>', quoteCharacter = '~', textBlock = """
            {}                                                       > ~~
            {"vlan": 100}                                            > vlan 100
            {"vlan": 0}                                              > vlan 0
            {"vlan": 0, "vlanQoS": 0, "vlanProto": "802.1q"}         > vlan 0
            {"vlan": 100, "vlanQoS": 5, "vlanProto": "802.1AD"}      > vlan 100 qos 5 proto 802.1ad
            {"VLAN": 7}                                              > vlan 7
            {"vlan": 1, "Vlan": 2, "vlan": 3}                        > vlan 3
            {"vlan": 1, "Vlan": 2}                                   > vlan 2
            {"vlan": null}                                           > ~~
            {"mac": "CA:FE:00:00:00:01"}                             > mac ca:fe:00:00:00:01
            {"mac": ""}                                              > ~~
            {"runtimeConfig": {"MAC": "02:00:00:00:00:0c"}, "mac": "x"} > mac 02:00:00:00:00:0c
            {"runtimeConfig": {"mac": ""}, "mac": "02:00:00:00:00:0a"}  > mac 02:00:00:00:00:0a
            {"spoofchk": "on", "trust": "off"}                       > spoofchk on trust off
            {"spoofchk": "yes", "trust": ""}                         > spoofchk off
            {"link_state": "enable"}                                 > state enable
            {"link_state": ""}                                       > ~~
            {"max_tx_rate": 200}                                     > min_tx_rate 0 max_tx_rate 200
            {"min_tx_rate": 100}                                     > min_tx_rate 100 max_tx_rate 0
            {"min_tx_rate": 100, "max_tx_rate": 100}                 > min_tx_rate 100 max_tx_rate 100
            {"pciBusID": "x", "Master": 3, "VFID": [], "logLevel": 9} > ~~
            """)
    void readsSettingsAsItsUsersKnowThem(String json, String settings) throws Exception {
        assertThat(Samples.conf(json).settings(CniArgs.NONE)).hasToString(settings);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '>', quoteCharacter = '~', textBlock = """
            {"vlan": 4095}                          > vlan
            {"vlan": -1}                            > vlan
            {"vlan": "100"}                         > vlan
            {"vlan": 100.0}                         > vlan
            {"vlan": 99999999999999999999999}       > vlan
            {"vlanQoS": 0}                          > vlanQoS
            {"vlan": 0, "vlanQoS": 3}               > vlanQoS
            {"vlan": 5, "vlanQoS": 8}               > vlanQoS
            {"vlanProto": "802.1q"}                 > vlanProto
            {"vlan": 5, "vlanProto": "802.1x"}      > vlanProto
            {"vlan": 0, "vlanProto": "802.1ad"}     > vlanProto
            {"mac": "no"}                           > mac
            {"mac": "01:00:5e:00:00:01"}            > mac
            {"mac": "00:00:00:00:00:00"}            > mac
            {"mac": 7}                              > mac
            {"runtimeConfig": {"mac": "no"}}        > runtimeConfig.mac
            {"runtimeConfig": {"mac": 3}}           > runtimeConfig.mac
            {"runtimeConfig": []}                   > runtimeConfig
            {"spoofchk": true}                      > spoofchk
            {"trust": 1}                            > trust
            {"link_state": "up"}                    > link_state
            {"min_tx_rate": -5}                     > min_tx_rate
            {"min_tx_rate": 9, "max_tx_rate": 8}    > min_tx_rate
            {"max_tx_rate": 2147483648}             > max_tx_rate
            """)
    void namesTheKeyThatIsWrong(String json, String key) throws Exception {
        NetConf conf = Samples.conf(json);
        assertThatExceptionOfType(Refusal.class)
                .isThrownBy(() -> conf.settings(CniArgs.NONE))
                .satisfies(e -> {
                    assertThat(e.problems()).isNotEmpty();
                    assertThat(e.problems()).allMatch(p -> p.code() == Code.CNI_CONFIG_INVALID);
                    assertThat(e.problems().get(0).detail()).startsWith(key + ": ");
                });
    }

    @Test
    void tellsAllThatIsWrongAtOnce() throws Exception {
        NetConf conf = Samples.conf("{\"name\":\"n\",\"vlan\":5000,\"mac\":\"x\",\"link_state\":\"y\"}");
        assertThatExceptionOfType(Refusal.class)
                .isThrownBy(() -> conf.settings(CniArgs.NONE))
                .satisfies(e -> assertThat(e.problems())
                        .extracting(p -> p.subject().text())
                        .containsExactlyInAnyOrder("network n: vlan", "network n: mac", "network n: link_state"));
    }

    @Test
    void takesTheMacOfTheHighestPrecedence() throws Exception {
        CniArgs args = CniArgs.parse("MAC=02:00:00:00:00:0b").args();
        String own = "\"mac\":\"02:00:00:00:00:0a\"";
        assertThat(Samples.conf("{" + own + "}").settings(args)).hasToString("mac 02:00:00:00:00:0b");
        assertThat(Samples.conf("{" + own + ",\"runtimeConfig\":{\"mac\":\"02:00:00:00:00:0c\"}}")
                        .settings(args))
                .hasToString("mac 02:00:00:00:00:0c");
    }

    @Test
    void tellsDelegatedFromChained() throws Exception {
        assertThat(Samples.conf("{\"DeviceID\":\"0000:01:10.0\"}").device()).contains(PciAddress.of("0000:01:10.0"));
        assertThat(Samples.conf("{\"deviceID\":null}").isDelegated()).isFalse();
        assertThat(Samples.conf("{}").device()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"\"",
                "\"01:10.0\"",
                "\"mlx5_core.sf.4\"",
                "\"0000:01:10.0/../x\"",
                "7",
                "{}",
                "\"0000:01:10.0\\n\""
            })
    void refusesADeviceIdThatIsNone(String device) throws Exception {
        NetConf conf = Samples.conf("{\"deviceID\":" + device + "}");
        assertThat(conf.isDelegated()).isTrue();
        assertThatExceptionOfType(Refusal.class)
                .isThrownBy(conf::device)
                .satisfies(e -> assertThat(e.problems().get(0).subject().text()).isEqualTo("deviceID"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.3.0", "0.3.1", "0.4.0", "1.0.0", "1.1.0"})
    void speaksVersions(String version) throws Exception {
        assertThat(Samples.conf("{\"cniVersion\":\"" + version + "\"}").version())
                .hasToString(version);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"cniVersion\":\"0.2.0\"}", "{\"cniVersion\":\"2.0.0\"}", "{\"cniVersion\":1}"})
    void refusesOtherVersions(String json) throws Exception {
        NetConf conf = Samples.conf(json);
        assertThatExceptionOfType(Refusal.class).isThrownBy(conf::version).satisfies(e -> {
            assertThat(e.problems().get(0).code()).isEqualTo(Code.CNI_VERSION_UNSUPPORTED);
            assertThat(e.problems().get(0).hint()).contains("1.1.0");
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"name\":\"\"}",
                "{\"name\":\"../x\"}",
                "{\"name\":\"a/b\"}",
                "{\"name\":5}",
                "{\"name\":\".x\"}"
            })
    void needsAName(String json) throws Exception {
        NetConf conf = Samples.conf(json);
        assertThatExceptionOfType(Refusal.class)
                .isThrownBy(conf::name)
                .satisfies(e -> assertThat(e.problems().get(0).detail()).startsWith("name: "));
    }

    @Test
    void keepsTheConfigurationVerbatimForIpam() throws Exception {
        String json = "{ \"name\":\"n\" ,\"ipam\":{\"Type\":\"host-local\",\"x\":1.50}, \"unknown\":[1,2]}";
        assertThat(Samples.conf(json).ipam(CniArgs.parse("MAC=x").args(), CniPath.parse("/a:relative:/b/../c:/d")))
                .contains(new IpamCall("host-local", json, "MAC=x", "/a:/d"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"ipam\":{}}",
                "{\"ipam\":null}",
                "{\"ipam\":{\"type\":\"\"}}",
                "{\"ipam\":{\"type\":null}}"
            })
    void needsNoIpam(String json) throws Exception {
        assertThat(Samples.conf(json).ipam(CniArgs.NONE, CniPath.parse(""))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[]",
                "\"dhcp\"",
                "{\"type\":\"../sh\"}",
                "{\"type\":\"a/b\"}",
                "{\"type\":7}",
                "{\"type\":\".x\"}"
            })
    void refusesIpamThatIsNone(String ipam) throws Exception {
        NetConf conf = Samples.conf("{\"ipam\":" + ipam + "}");
        assertThatExceptionOfType(Refusal.class)
                .isThrownBy(() -> conf.ipam(CniArgs.NONE, CniPath.parse("")))
                .satisfies(e -> assertThat(e.problems().get(0).subject().text()).startsWith("ipam"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "null",
                "[]",
                "7",
                "{",
                "{\"a\":1} x",
                "{\"a\":1}{}",
                "{\"a\":1,}",
                "{'a':1}",
                "// c\n{}",
                "{\"a\":NaN}"
            })
    void refusesWhatIsNoJsonObject(String text) {
        assertThatExceptionOfType(Refusal.class)
                .isThrownBy(() -> Samples.conf(text))
                .satisfies(e -> {
                    assertThat(e.problems().get(0).code()).isEqualTo(Code.CNI_REQUEST_MALFORMED);
                    assertThat(e.problems().get(0).subject().text()).isEqualTo("stdin");
                });
    }

    @Test
    void boundsDepthLengthAndEncoding() {
        String deep = "{\"a\":" + "[".repeat(100) + "]".repeat(100) + "}";
        String longNumber = "{\"a\":" + "1".repeat(100) + "}";
        for (byte[] bad : new byte[][] {
            Samples.bytes(deep),
            Samples.bytes(longNumber),
            {'{', '"', (byte) 0xff, '"', ':', '1', '}'},
            new byte[(1 << 20) + 1]
        }) {
            assertThatExceptionOfType(Refusal.class).isThrownBy(() -> NetConf.parse(bad));
        }
    }
}
