package io.keelson.config.parse;

import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.config.model.Allocation;
import io.keelson.config.model.DriverChoice;
import io.keelson.config.model.Gate;
import io.keelson.config.model.Intent;
import io.keelson.config.model.Nic;
import io.keelson.config.model.Pool;
import io.keelson.config.model.Release;
import io.keelson.config.model.VfCount;
import io.keelson.config.testing.Golden;
import io.keelson.vf.model.EswitchMode;
import io.keelson.vf.model.IfName;
import io.keelson.vf.model.Mtu;
import io.keelson.vf.model.Problem;
import io.keelson.vf.model.VlanId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The native format: what it says, and what is said about mistakes in it. */
class NativeFileTest {
    private static final String WHOLE = """
            nics:
              - select: {pfNames: [ens1f0]}
                vfs: 7
                mtu: 9000
                eswitch: legacy
              - select: {vendors: [15b3], devices: [1017]}
                vfs: max
            pools:
              - resource: keelson.io/fast
                select: {pfNames: ["ens1f0#0-3"]}
                driver: kernel
                allocation: pack
                release: rebind
                allow: {vlans: [100-199, 300], trust: false, namespaces: [ran]}
                attach:
                  interface: net
                  vlan: 100
                  vlanQoS: 3
                  spoofchk: on
                  max_tx_rate: 500
                  ipam: {type: host-local, ranges: [[{subnet: 10.56.0.0/24}]], n: 010, ok: true}
              - resource: dpdk
                select:
                  - {pfNames: ["ens1f0#4-6"]}
                  - {pciAddresses: [0000:02:10.0]}
                driver: vfio-pci
                gate: off
            """;

    @Test
    void everyKeyArrives() {
        Intent intent = good(WHOLE);
        Nic nic = intent.nics().get(0);
        assertThat(nic.vfs()).contains(new VfCount.Exactly(7));
        assertThat(nic.mtu()).contains(new Mtu(9000));
        assertThat(nic.eswitch()).contains(EswitchMode.LEGACY);
        assertThat(intent.nics().get(1).vfs()).contains(VfCount.MAX);

        Pool fast = intent.pools().get(0);
        assertThat(fast.resource()).hasToString("keelson.io/fast");
        assertThat(fast.selectors().get(0).pfNames().orElseThrow()).hasToString("[ens1f0#0-3]");
        assertThat(fast.driver()).isEqualTo(DriverChoice.KERNEL);
        assertThat(fast.allocation()).isEqualTo(Allocation.PACK);
        assertThat(fast.release()).isEqualTo(Release.REBIND);
        assertThat(fast.gate()).isEqualTo(Gate.STRICT);
        assertThat(fast.allow().permits(new VlanId(300))).isTrue();
        assertThat(fast.allow().permits(new VlanId(200))).isFalse();
        assertThat(fast.allow().trust()).isFalse();
        assertThat(fast.allow().permitsNamespace("ran")).isTrue();
        assertThat(fast.allow().permitsNamespace("other")).isFalse();

        Pool dpdk = intent.pools().get(1);
        assertThat(dpdk.resource()).hasToString("keelson.io/dpdk");
        assertThat(dpdk.driver()).isEqualTo(DriverChoice.VFIO_PCI);
        assertThat(dpdk.gate()).isEqualTo(Gate.OFF);
        assertThat(dpdk.selectors()).hasSize(2);
        assertThat(dpdk.attach()).isEmpty();
        assertThat(dpdk.allow().permits(new VlanId(4094))).isTrue();
    }

    @Test
    void attach_keepsSettingsAndIpamVerbatim() {
        var attach = good(WHOLE).pools().get(0).attach().orElseThrow();
        assertThat(attach.podInterface().name(2)).contains(new IfName("net2"));
        assertThat(attach.settings()).hasToString("vlan 100 qos 3 spoofchk on max_tx_rate 500");
        assertThat(attach.ipam())
                .contains(
                        "{\"type\":\"host-local\",\"ranges\":[[{\"subnet\":\"10.56.0.0/24\"}]],\"n\":\"010\",\"ok\":true}");
    }

    @Test
    void idsThatLookLikeNumbersAreIds() {
        var selector = good("nics: [{select: {vendors: [8086, 0x15], devices: ['0154', 10e6]}}]".replace(", 0x15", ""))
                .nics()
                .get(0)
                .selectors()
                .get(0);
        assertThat(selector.vendors().values().orElseThrow()).hasToString("[8086]");
        assertThat(selector.devices().values().orElseThrow())
                .extracting(Object::toString)
                .containsExactlyInAnyOrder("0154", "10e6");
    }

    @Test
    void theExampleInTheDocumentation_isGood() throws IOException {
        String page = Files.readString(Path.of("../docs/configuration.md"));
        String example =
                page.substring(page.indexOf("```yaml\n") + 8, page.indexOf("```\n", page.indexOf("```yaml\n") + 8));
        assertThat(good(example).pools()).hasSize(2);
    }

    @Test
    void nothingDeclaredIsAnIntent() {
        assertThat(good("nics: []").pools()).isEmpty();
        assertThat(good("{}").nics()).isEmpty();
    }

    @Test
    void everyMistakeIsNamedAtOnce_withPlaceValueAndWhatWasMeant() {
        List<Problem> errors = bad("""
                nics:
                  - select: {pfName: [ens1f0]}
                    vfs: many
                    mtu: 10
                    eswitch: legasy
                  - vfs: 1
                pool: []
                pools:
                  - resource: Keelson.IO/fast
                    select: {pfNames: [ens1f0#3-0, "ens1f0#x", this-name-is-too-long], vendors: ["0x8086"]}
                    driver: vfio_pci
                    allow: {vlans: [5000], namespaces: [Ran]}
                  - resource: a
                    select: {rootDevices: [ens1f0], pciAddresses: ["01:10.0"], devices: 10ca}
                    attach: {interface: lo, vlanQoS: 2, ipam: {subnet: x}, trust: yes}
                """);
        assertThat(errors)
                .extracting(p -> p.code() + " " + p.subject() + " | " + (p.detail() + " | " + p.hint()).strip())
                .containsExactly(golden("native-mistakes.txt"));
    }

    @Test
    void malformedTextNamesLineAndColumn() {
        assertThat(bad("nics:\n  - select: [\n").get(0).line())
                .startsWith("CONFIG_MALFORMED k.yaml: ")
                .contains("(line 3, column 1)");
        assertThat(bad("{\"nics\": [").get(0).line()).doesNotContain("Source").contains("(line 1, column 1");
        assertThat(bad("").get(0).line()).startsWith("CONFIG_MALFORMED k.yaml: is empty");
        assertThat(bad("nics: []\n---\npools: []\n").get(0).detail()).startsWith("has more than one document");
        assertThat(bad("- a").get(0).detail()).startsWith("has to be a mapping, is a list");
    }

    @Test
    void aliasesAndRepeatedKeysAreErrors() {
        assertThat(bad("nics: &a []\npools: *a\n").get(0).line())
                .contains("CONFIG_MALFORMED")
                .contains("uses an alias (*a)");
        assertThat(bad("nics: []\nnics: []\n").get(0).line()).contains("'nics' is there twice");
        assertThat(bad("pools: [{resource: a, select: {vendors: [8086]}, attach: {ipam: {type: x, b: 1, b: 2}}}]")
                        .get(0)
                        .line())
                .contains("'b' is there twice");
    }

    @Test
    void aNumberWithALeadingZero_isNeitherOctalNorDecimal() {
        assertThat(bad("nics: [{select: {pfNames: [a]}, mtu: 01500}]").get(0).line())
                .contains("nics[0].mtu: '01500' is not an MTU");
    }

    @Test
    void sizeDepthAndCountAreBounded() {
        assertThat(bad("#" + "x".repeat(TreeReader.MAX_CHARS)).get(0).line()).contains("is longer than");
        assertThat(bad("[".repeat(100_000)).get(0).line()).contains("CONFIG_MALFORMED");
        assertThat(bad("a: " + "[".repeat(40) + "]".repeat(40)).get(0).line()).contains("CONFIG_MALFORMED");
        assertThat(bad("nics: [" + "a,".repeat(30_000) + "]").get(0).line()).contains("more than 20000 values");
    }

    private static Intent good(String text) {
        Parsed parsed = NativeFile.parse("k.yaml", text);
        assertThat(parsed.errors()).isEmpty();
        assertThat(parsed.warnings()).isEmpty();
        return parsed.intent().orElseThrow();
    }

    private static List<Problem> bad(String text) {
        Parsed parsed = NativeFile.parse("k.yaml", text);
        assertThat(parsed.intent()).isEmpty();
        assertThat(parsed.errors()).isNotEmpty();
        return parsed.errors();
    }

    private static String[] golden(String name) {
        return Golden.lines(NativeFileTest.class, name);
    }
}
