package io.keelson.config.select;

import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.config.model.Intent;
import io.keelson.config.parse.NativeFile;
import io.keelson.config.parse.Parsed;
import io.keelson.config.parse.ResourceListFile;
import io.keelson.config.testing.PfBuilder;
import io.keelson.vf.model.DeviceId;
import io.keelson.vf.model.LinkType;
import io.keelson.vf.model.PciAddress;
import io.keelson.vf.model.Pf;
import io.keelson.vf.model.Problem;
import io.keelson.vf.model.Snapshot;
import io.keelson.vf.model.Traits;
import io.keelson.vf.model.VfIndex;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which device goes to which pool. */
class PoolAssignmentTest {
    private static final Snapshot HOST = host(
            PfBuilder.igb("0000:01:00.0", "ens1").vfs(6),
            PfBuilder.igb("0000:02:00.0", "ens2"),
            PfBuilder.igb("0000:03:00.0", "ens3").vf("vfio-pci", false).vf("igbvf", true));

    /** The device plugin's own table; '|' separates entries, '_' stands for a space. */
    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            nullValues = "-",
            value = {
                "ens1#0-1|ens1#4-5 ; 0 1",
                "ens1#              ; ''",
                "ens1#0#2           ; ''",
                "ens1#0,_3          ; 0",
                "ens1#5-3           ; ''",
                "ens1#5-3,2         ; 2",
                "ens1#-1            ; ''",
                "ens1#1-2-3         ; ''",
                "ens1#0,x           ; 0",
                "ens1#0,x,2         ; 0",
                "ENS1               ; 0 1 2 3 4 5",
                "ens1#3,0-1         ; 0 1 3",
                "ens9               ; ''",
                "ens1#99999999999   ; ''",
                "ens1#4-999999999   ; 4 5",
                "ens9|ens1#2        ; 2",
                "ens1#0,2-4|ENS1#5  ; 0 2 3 4",
                "ens1#+1,02         ; 1 2",
                "ens1#5-99999999999 ; 5",
                "ens1#1-999999999999999999 ; 1 2 3 4 5",
                "ens1#,1            ; ''",
                "ens1#1-            ; ''",
            })
    void ranges_meanWhatTheyMeanToTheDevicePlugin(String entries, String indexes) {
        String list = "\"" + entries.replace("|", "\",\"").replace('_', ' ') + "\"";
        assertThat(indexes("{\"pfNames\":[" + list + "]}")).isEqualTo(indexes);
        assertThat(indexes("{\"rootDevices\":[" + list.replaceAll("(?i)ens1", "0000:01:00.0") + "]}"))
                .isEqualTo(indexes);
    }

    @Test
    void keysAreAnded_valuesAndSelectorsOred() {
        assertThat(assigned(peer(
                        "{\"vendors\":[\"8086\",\"15b3\"],\"devices\":[\"10ca\"],\"drivers\":[\"vfio-pci\"]}",
                        "[{\"pciAddresses\":[\"0000:01:10.0\"]},{\"pfNames\":[\"ens3\"]}]")))
                .isEqualTo("{intel.com/p0=[0000:03:10.0], intel.com/p1=[0000:01:10.0, 0000:03:10.2]}");
        assertThat(assigned(peer("{\"vendors\":[\"15b3\"],\"pfNames\":[\"ens1\"]}")))
                .isEqualTo("{intel.com/p0=[]}");
    }

    @Test
    void valuesThatCannotMatch_matchNothing_ratherThanEverything() {
        assertThat(assigned(peer("{\"vendors\":[\"0x8086\"],\"pfNames\":[\"ens1\"]}")))
                .isEqualTo("{intel.com/p0=[]}");
        assertThat(assigned(peer("{\"vendors\":[],\"pfNames\":[\"ens1#0\"]}")))
                .isEqualTo("{intel.com/p0=[0000:01:10.0]}");
    }

    @Test
    void aPfWithoutVfs_isADeviceOfAResourceList_butNotByPfName() {
        assertThat(assigned(peer("{\"devices\":[\"10c9\"]}"))).isEqualTo("{intel.com/p0=[0000:02:00.0]}");
        assertThat(assigned(peer("{\"pfNames\":[\"ens2\"]}"))).isEqualTo("{intel.com/p0=[]}");
        assertThat(assigned(peer("{\"rootDevices\":[\"0000:02:00.0\"]}"))).isEqualTo("{intel.com/p0=[]}");
    }

    @Test
    void aPf_isADeviceOfANativePool_onlyByItsAddress() {
        assertThat(assigned(ours("{devices: [10c9]}"))).isEqualTo("{keelson.io/p0=[]}");
        assertThat(assigned(ours("{pciAddresses: [0000:02:00.0, 0000:01:00.0]}")))
                .isEqualTo("{keelson.io/p0=[0000:02:00.0]}");
    }

    /** It may have VFs, and pods on them. */
    @Test
    void aPfWhoseVfsCouldNotBeCounted_isNoDevice() {
        Snapshot unknown = host(PfBuilder.igb("0000:02:00.0", "ens2").countUnknown());
        PoolAssignment a = PoolAssignment.of(ours("{pciAddresses: [0000:02:00.0]}"), unknown);
        assertThat(a.pool(PciAddress.of("0000:02:00.0"))).isEmpty();
    }

    @Test
    void firstMatchOwns_andTheOverlapIsAnErrorInOurFormat() {
        Intent intent = ours("{pfNames: [ens1#0-2]}", "{vendors: ['8086'], drivers: [igbvf]}");
        PoolAssignment a = PoolAssignment.of(intent, HOST);
        assertThat(assigned(intent))
                .isEqualTo("{keelson.io/p0=[0000:01:10.0, 0000:01:10.2, 0000:01:10.4], "
                        + "keelson.io/p1=[0000:01:10.6, 0000:01:11.0, 0000:01:11.2, 0000:03:10.2]}");
        assertThat(a.errors())
                .extracting(Problem::line)
                .containsExactly(
                        "CONFIG_POOL_OVERLAP f: pools[1]: 0000:01:10.0 and 2 more is matched by keelson.io/p1 and, before it, by "
                                + "keelson.io/p0 (pools[0]), which owns it; next: narrow one of them, for example with ranges such"
                                + " as 'ens1f0#0-3' and 'ens1f0#4-6'");
        assertThat(a.warnings()).isEmpty();
        assertThat(a.pool(PciAddress.of("0000:01:10.4")).orElseThrow().where()).isEqualTo("pools[0]");
        assertThat(a.generation()).isEqualTo(3);
    }

    @Test
    void aDeviceThatTwoPoolsMatchByDifferentKeys_isInTheFirstAlone() {
        Intent intent = peer("{\"vendors\":[\"8086\"]}", "{\"drivers\":[\"vfio-pci\"]}");
        assertThat(assigned(intent)).contains("intel.com/p1=[]").contains("0000:03:10.0");
        assertThat(assigned(peer("{\"drivers\":[\"vfio-pci\"]}", "{\"pfNames\":[\"ens3\"]}")))
                .isEqualTo("{intel.com/p0=[0000:03:10.0], intel.com/p1=[0000:03:10.2]}");
    }

    /** Nothing but its driver makes it an RDMA device, and without being in the pool it would get none. */
    @Test
    void ofAVfWithoutDriver_itIsNotAskedWhatOnlyADriverMakes() {
        Snapshot unbound =
                host(PfBuilder.igb("0000:01:00.0", "ens1").vf("", false).vf("igbvf", true));
        PoolAssignment pools = PoolAssignment.of(ours("{isRdma: true, vendors: ['8086']}"), unbound);
        assertThat(pools.owners().keySet()).extracting(DeviceId::toString).containsExactly("0000:01:10.0");
        assertThat(PoolAssignment.of(ours("{linkTypes: [ether]}"), unbound).owners())
                .as("the link type is its PF's")
                .isEmpty();
    }

    @Test
    void aVfThatDoesNotExistYet_speaksWhatItsPfSpeaks() {
        Pf pf = PfBuilder.igb("0000:01:00.0", "ens1")
                .build()
                .withTraits(Traits.NONE.withLinkType(Optional.of(LinkType.ETHER)));
        PoolsOfPf pools = PoolsOfPf.of(ours("{linkTypes: [infiniband]}", "{linkTypes: [ether], isRdma: true}"), pf);
        assertThat(pools.owner(Candidate.future(pf, new VfIndex(0), PciAddress.of("0000:01:10.0"))))
                .hasValueSatisfying(pool -> assertThat(pool.where()).isEqualTo("pools[1]"));
    }

    @Test
    void firstMatchOwns_andTheOverlapIsAWarningInTheirs() {
        PoolAssignment a = PoolAssignment.of(peer("{\"pfNames\":[\"ens1\"]}", "{\"devices\":[\"10ca\"]}"), HOST);
        assertThat(a.errors()).isEmpty();
        assertThat(a.warnings()).extracting(p -> p.code().name()).containsExactly("CONFIG_POOL_OVERLAP");
    }

    @Test
    void aPfThatIsNotHere_isAWarningWithTheNearMiss() {
        PoolAssignment a = PoolAssignment.of(ours("{pfNames: [ens4]}", "{rootDevices: ['0000:09:00.0']}"), HOST);
        assertThat(a.errors()).isEmpty();
        assertThat(a.warnings())
                .extracting(Problem::line)
                .containsExactly(
                        "PF_NOT_FOUND f: pools[0].select.pfNames: there is no PF 'ens4' on this host; next: did you mean 'ens1'?",
                        "PF_NOT_FOUND f: pools[1].select.rootDevices: there is no PF '0000:09:00.0' on this host; next: "
                                + "did you mean '0000:01:00.0'?");
    }

    @Test
    void twoThousandVfsAndSixteenPools_needOneMatchEach() {
        List<PfBuilder> pfs = new ArrayList<>();
        List<String> pools = new ArrayList<>();
        for (int i = 0; i < 16; i++) {
            pfs.add(PfBuilder.igb(String.format(java.util.Locale.ROOT, "%04x:01:00.0", i), "p" + i)
                    .total(128)
                    .vfs(128));
            pools.add("{pfNames: [p" + i + "]}");
        }
        PoolAssignment a = PoolAssignment.of(ours(pools.toArray(String[]::new)), host(pfs.toArray(PfBuilder[]::new)));
        assertThat(a.owners()).hasSize(2048);
        assertThat(a.members().values()).allSatisfy(m -> assertThat(m).hasSize(128));
    }

    private static String indexes(String selector) {
        PoolAssignment a = PoolAssignment.of(peer(selector), HOST);
        List<String> indexes = new ArrayList<>();
        a.members()
                .values()
                .iterator()
                .next()
                .forEach(m -> indexes.add(m.index().orElseThrow().toString()));
        return String.join(" ", indexes);
    }

    private static String assigned(Intent intent) {
        Map<String, List<DeviceId>> map = new TreeMap<>();
        PoolAssignment.of(intent, HOST)
                .members()
                .forEach((name, members) -> map.put(
                        name.toString(),
                        members.stream().map(PoolAssignment.Member::device).toList()));
        return map.toString();
    }

    private static Intent peer(String... selectors) {
        List<String> pools = new ArrayList<>();
        for (String s : selectors) {
            pools.add("{\"resourceName\":\"p" + pools.size() + "\",\"selectors\":" + s + "}");
        }
        return good(ResourceListFile.parse("f", "{\"resourceList\":[" + String.join(",", pools) + "]}"));
    }

    private static Intent ours(String... selectors) {
        StringBuilder text = new StringBuilder("pools:\n");
        for (int i = 0; i < selectors.length; i++) {
            text.append("  - {resource: p" + i + ", select: " + selectors[i] + "}\n");
        }
        return good(NativeFile.parse("f", text.toString()));
    }

    private static Intent good(Parsed parsed) {
        assertThat(parsed.errors()).isEmpty();
        return parsed.intent().orElseThrow();
    }

    private static Snapshot host(PfBuilder... pfs) {
        List<Pf> built = new ArrayList<>();
        for (PfBuilder pf : pfs) {
            built.add(pf.build());
        }
        return new Snapshot(3, built, List.of());
    }
}
