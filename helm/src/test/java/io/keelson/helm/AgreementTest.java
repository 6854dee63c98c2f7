package io.keelson.helm;

import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.config.parse.ConfigFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The chart's schema and the agent's parser about one configuration: at the ends of every range they say the same, and the
 * schema takes what only the agent can judge.
 */
class AgreementTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path dir;

    /** Whether chart and agent take it, and the configuration. */
    @ParameterizedTest
    @CsvSource(delimiterString = "=>", quoteCharacter = '`', textBlock = """
            yes yes => nics: [{select: {pfNames: [eth0]}, vfs: 0, mtu: 68}]
            yes yes => nics: [{select: {pfNames: [eth0]}, vfs: 65535, mtu: 65535, eswitch: switchdev}]
            no  no  => nics: [{select: {pfNames: [eth0]}, vfs: 65536}]
            no  no  => nics: [{select: {pfNames: [eth0]}, mtu: 67}]
            no  no  => nics: [{select: {pfNames: [eth0]}, mtu: 65536}]
            no  no  => nics: [{select: []}]
            no  no  => nics: [{select: {pfNames: []}}]
            yes yes => nics: [{select: {vendors: ["8086"], devices: ["10c9"], drivers: [igb]}}]
            no  no  => nics: [{select: {vendors: ["0x8086"]}}]
            no  no  => nics: [{select: {devices: ["10C9"]}}]
            no  no  => nics: [{select: {drivers: ["a b"]}}]
            yes yes => nics: [{select: {pciAddresses: ["0000:01:1f.7"]}}]
            no  no  => nics: [{select: {pciAddresses: ["01:00.0"]}}]
            no  no  => nics: [{select: {pciAddresses: ["0000:01:20.0"]}}]
            yes yes => nics: [{select: {pfNames: [abcdefghijklmno]}}]
            no  no  => nics: [{select: {pfNames: [abcdefghijklmnop]}}]
            no  no  => nics: [{select: {pfNames: [a/b]}}]
            yes yes => pools: [{resource: a, select: {pfNames: ["eth0#0-3,5"], rootDevices: ["0000:01:00.0#1"]}}]
            no  no  => pools: [{resource: a, select: {pfNames: ["eth0#a"]}}]
            no  no  => pools: [{resource: a, select: {pfNames: ["eth0#"]}}]
            yes no  => pools: [{resource: a, select: {pfNames: ["eth0#3-1"]}}]
            yes no  => pools: [{resource: kubernetes.io/a, select: {pfNames: [eth0]}}]
            yes no  => pools: [{resource: a, select: {pfNames: [eth0]}}, {resource: a, select: {pfNames: [eth1]}}]
            no  no  => pools: [{resource: a_, select: {pfNames: [eth0]}}]
            no  no  => pools: [{resource: Example.com/a, select: {pfNames: [eth0]}}]
            yes yes => pools: [{resource: example.com/A.b_c-d, select: {pfNames: [eth0]}}]
            yes yes => pools: [{resource: a, select: {pfNames: [eth0]}, allow: {vlans: [0, 4094, 1-4094], namespaces: [ran]}}]
            no  no  => pools: [{resource: a, select: {pfNames: [eth0]}, allow: {vlans: [4095]}}]
            yes no  => pools: [{resource: a, select: {pfNames: [eth0]}, allow: {vlans: [9-5]}}]
            no  no  => pools: [{resource: a, select: {pfNames: [eth0]}, allow: {namespaces: [RAN]}}]
            no  no  => pools: [{resource: a, select: {pfNames: [eth0]}, allow: {namespaces: []}}]
            yes yes => pools: [{resource: a, select: {pfNames: [eth0]}, attach: {interface: abcdefghijkl}}]
            yes yes => pools: [{resource: a, select: {pfNames: [eth0]}, attach: {interface: abcdefghijklmn0}}]
            no  no  => pools: [{resource: a, select: {pfNames: [eth0]}, attach: {interface: abcdefghijklmno0}}]
            yes yes => pools: [{resource: a, select: {pfNames: [eth0]}, attach: {vlan: 4094, vlanQoS: 7, vlanProto: 802.1ad}}]
            no  no  => pools: [{resource: a, select: {pfNames: [eth0]}, attach: {vlan: 1, vlanQoS: 8}}]
            yes no  => pools: [{resource: a, select: {pfNames: [eth0]}, attach: {vlanQoS: 1}}]
            yes yes => pools: [{resource: a, select: {pfNames: [eth0]}, attach: {min_tx_rate: 1, max_tx_rate: 2147483647}}]
            no  no  => pools: [{resource: a, select: {pfNames: [eth0]}, attach: {max_tx_rate: 2147483648}}]
            yes no  => pools: [{resource: a, select: {pfNames: [eth0]}, attach: {min_tx_rate: 2, max_tx_rate: 1}}]
            yes yes => pools: [{resource: a, select: {pfNames: [eth0]}, attach: {trust: on, spoofchk: off, link_state: disable}}]
            no  no  => pools: [{resource: a, select: {pfNames: [eth0]}, attach: {trust: maybe}}]
            no  no  => pools: [{resource: a, select: {pfNames: [eth0]}, attach: {ipam: {type: /bin/sh}}}]
            yes yes => pools: [{resource: a, select: {pfNames: [eth0]}, attach: {ipam: {type: static, addresses: [{address: 10.0.0.1/24}]}}}]
            yes yes => pools: [{resource: a, select: {pfNames: [eth0]}, excludeTopology: true, driver: vfio-pci, gate: "off"}]
            """)
    void isSpoken(String who, String config) throws IOException {
        Path values = Files.writeString(dir.resolve("values.yaml"), "config:\n  " + config);
        String agent =
                ConfigFiles.parse("keelson.yaml", config, "intel.com").errors().isEmpty() ? "yes" : "no";
        assertThat(chartTakes(values) + " " + agent).isEqualTo(who.replaceAll(" +", " "));
    }

    private static String chartTakes(Path values) {
        try {
            Chart.render(values);
            return "yes";
        } catch (IllegalStateException e) {
            assertThat(e).hasMessageContaining("/config");
            return "no";
        }
    }
}
