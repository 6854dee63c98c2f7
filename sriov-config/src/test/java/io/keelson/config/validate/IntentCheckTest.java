package io.keelson.config.validate;

import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.config.parse.NativeFile;
import io.keelson.vf.model.Problem;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Contradictions a file has in itself. */
class IntentCheckTest {

    @Test
    void everyContradictionIsFound() {
        assertThat(errors("""
                        nics:
                          - select: {pfNames: ["ens1f0#0-3", ens2f0, ENS2F0]}
                            vfs: 4
                        pools:
                          - resource: fast
                            select: {pfNames: [ens3f0], drivers: [vfio-pci]}
                            driver: vfio-pci
                            allow: {vlans: [100-199]}
                            attach: {vlan: 200, trust: on, spoofchk: off, min_tx_rate: 10, max_tx_rate: 5, ipam: {type: static}}
                          - resource: keelson.io/fast
                            select: {pfNames: [ens4f0]}
                          - resource: FAST
                            select: {pfNames: [ens5f0]}
                        """))
                .containsExactly(
                        "CONFIG_DUPLICATE_RESOURCE k.yaml: pools[1]: 'keelson.io/fast' is the resource of pools[0] as well; next:"
                                + " give it another name, or make it one pool with a list of selectors",
                        "CONFIG_DUPLICATE_RESOURCE k.yaml: pools[2]: 'keelson.io/FAST' and 'keelson.io/fast' (pools[0]) give"
                                + " containers the same variable PCIDEVICE_KEELSON_IO_FAST; next: give it another name, or make"
                                + " it one pool with a list of selectors",
                        "CONFIG_BAD_VALUE k.yaml: nics[0].select.pfNames: 'ens2f0' can never match: an earlier entry names"
                                + " 'ens2f0' and only the first counts; next: write one entry with all ranges, 'ens2f0#0-1,4-5'",
                        "CONFIG_BAD_VALUE k.yaml: nics[0].select.pfNames: 'ens1f0#0-3' names VFs, but nics select PFs; next:"
                                + " write 'ens1f0'",
                        "CONFIG_BAD_VALUE k.yaml: pools[0].select.drivers: the pool binds its VFs to driver 'vfio-pci', so it"
                                + " cannot select them by driver; next: leave out drivers here, or driver in pools[0]",
                        "CONFIG_BAD_VALUE k.yaml: pools[0].attach.vlan: VLAN 200 is outside pools[0].allow of the same pool;"
                                + " next: widen allow, or change attach",
                        "CONFIG_BAD_VALUE k.yaml: pools[0].attach.trust: trust on is outside pools[0].allow of the same pool;"
                                + " next: widen allow, or change attach",
                        "CONFIG_BAD_VALUE k.yaml: pools[0].attach.spoofchk: spoofchk off is outside pools[0].allow of the same"
                                + " pool; next: widen allow, or change attach",
                        "CONFIG_BAD_VALUE k.yaml: pools[0].attach.min_tx_rate: 10 is above max_tx_rate 5; next: lower it, or"
                                + " raise the other",
                        "CONFIG_BAD_VALUE k.yaml: pools[0].attach.ipam: a VF bound to vfio-pci has no netdev to put addresses"
                                + " on; next: leave out ipam, or set driver: kernel");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "{pfNames: ['e1#0-3']}                       ; {pfNames: ['E1#3-4']}                       ; true",
                "{pfNames: ['e1#0-3']}                       ; {pfNames: ['e1#4-6']}                       ; false",
                "{pfNames: [e1]}                             ; {pfNames: ['e2', 'e1#6']}                   ; true",
                "{pfNames: [e1]}                             ; {pfNames: ['e1#6'], vendors: ['8086']}      ; true",
                "{pfNames: [e1], vendors: ['15b3']}          ; {pfNames: ['e1#6'], vendors: ['8086']}      ; false",
                "{pfNames: [e1], vendors: ['15b3', '8086']}  ; {pfNames: ['e1#6'], vendors: ['8086']}      ; true",
                "{vendors: ['8086']}                         ; {vendors: ['8086'], pfNames: [e1]}          ; true",
                "{vendors: ['8086']}                         ; {pfNames: [e1]}                             ; false",
                "{vendors: ['8086']}                         ; {vendors: ['8086', '15b3'], pfNames: [e1]}  ; false",
                "{pciAddresses: ['0000:01:10.0']}            ; {pciAddresses: ['0000:01:10.0']}            ; true",
                "{pciAddresses: ['0000:01:10.0']}            ; {pciAddresses: ['0000:01:10.1']}            ; false",
                "{pfNames: [e1], rootDevices: ['0000:01:00.0']} ; {pfNames: [e1], rootDevices: ['0000:01:00.0']}     ; false",
                "{rootDevices: ['0000:01:00.0#0-1']}         ; {rootDevices: ['0000:01:00.0']}             ; true",
                "{pfNames: ['e1#4-5,0']}                     ; {pfNames: ['e1#2-3,5']}                     ; true",
                "{pfNames: ['e1#0,4']}                       ; {pfNames: ['e1#1-3,5-9']}                   ; false",
                "{pfNames: ['e1#0-9,1']}                     ; {pfNames: ['e1#7']}                         ; true",
                "{pfNames: [e1], linkTypes: [ether]}         ; {pfNames: [e1], linkTypes: [infiniband]}    ; false",
                "{pfNames: [e1], linkTypes: [ether]}         ; {pfNames: [e1]}                             ; true",
                "{pfNames: [e1], isRdma: true}               ; {pfNames: [e1], linkTypes: [ether]}         ; false",
                "{pfNames: [e1], isRdma: true}               ; {pfNames: ['e1#1']}                         ; true",
                "{pfNames: [e1], vdpaType: vhost}            ; {pfNames: [e1], vdpaType: virtio}           ; false",
                "{pfNames: [e1], pKeys: [0x1]}               ; {pfNames: [e1], pKeys: [0x2]}               ; false",
                "{pfNames: [e1], acpiIndexes: [1]}           ; {pfNames: [e1], acpiIndexes: [2]}           ; false",
            })
    void overlapsTheTextProves(String a, String b, boolean overlap) {
        for (String text : List.of(pools(a, b), pools(b, a))) {
            assertThat(errors(text).stream()
                            .anyMatch(e -> e.startsWith("CONFIG_POOL_OVERLAP k.yaml: pools[1].select: ")))
                    .as(text)
                    .isEqualTo(overlap);
        }
    }

    @Test
    void twoNicsForOnePf_areAnError() {
        assertThat(errors("nics: [{select: {pfNames: [e1]}, vfs: 1}, {select: {pfNames: [e1, e2]}, vfs: 2}]"))
                .containsExactly(
                        "CONFIG_BAD_VALUE k.yaml: nics[1].select: selects a PF that nics[0].select selects too; next:"
                                + " describe each PF in one entry of nics");
    }

    @ParameterizedTest
    @CsvSource({
        "driver,drivers",
        "slect,select",
        "pfNams,pfNames",
        "xx,''",
        "vf,vfs",
        "vsf,vfs",
        "selcet,select",
        "completely,''"
    })
    void nearMiss_isTheNearestWordIfNearEnough(String word, String meant) {
        assertThat(NearMiss.of(word, List.of("select", "drivers", "pfNames", "vfs"))
                        .orElse(""))
                .isEqualTo(meant);
    }

    @Test
    void aHostileFile_makesABoundedNumberOfFindings() {
        String pool = "{resource: a, select: {pfNames: [e1]}},";
        assertThat(errors("pools: [" + pool.repeat(800) + "]")).hasSize(200);
    }

    private static String pools(String a, String b) {
        return "pools:\n  - {resource: a, select: " + a + "}\n  - {resource: b, select: " + b + "}\n";
    }

    private static List<String> errors(String text) {
        return NativeFile.parse("k.yaml", text).errors().stream()
                .map(Problem::line)
                .toList();
    }
}
