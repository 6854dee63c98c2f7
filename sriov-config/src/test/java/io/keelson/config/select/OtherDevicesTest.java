package io.keelson.config.select;

import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.config.model.Intent;
import io.keelson.config.model.ResourceName;
import io.keelson.config.parse.NativeFile;
import io.keelson.config.parse.Parsed;
import io.keelson.config.parse.ResourceListFile;
import io.keelson.config.select.PoolAssignment.Member;
import io.keelson.vf.HostScanner;
import io.keelson.vf.model.DdpProfile;
import io.keelson.vf.model.Others;
import io.keelson.vf.model.PciAddress;
import io.keelson.vf.model.Pf;
import io.keelson.vf.model.Problem;
import io.keelson.vf.model.Snapshot;
import io.keelson.vf.model.Traits;
import io.keelson.vf.model.VfIndex;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Selectors that ask for more than PCI facts, and devices that are no VFs, on the tree {@code connectx-traits}. */
class OtherDevicesTest {
    private static final Snapshot HOST = HostScanner.ofTree(Path.of("../vf-manager/src/test/trees/connectx-traits"))
            .scan();

    /** What devlink says of a NIC holds for its PF and its VFs, and for those it will have. */
    @Test
    void ddpProfilesAreThoseOfThePf() {
        PciAddress nic = PciAddress.of("0000:5e:00.0");
        DdpProfile gtp = new DdpProfile("GTPv1-C/U IPv4/IPv6 payload");
        Snapshot facts = new Snapshot(
                1,
                HOST.pfs().stream()
                        .map(pf -> pf.address().equals(nic) ? pf.withDdp(Optional.of(gtp)) : pf)
                        .toList(),
                HOST.others(),
                List.of());

        Intent asked = peer("netDevice", "'ddpProfiles':['PPPoE','" + gtp + "']");
        assertThat(devices(PoolAssignment.of(asked, facts), "p"))
                .isEqualTo("0000:5e:00.1 0000:5e:00.2 0000:5e:00.3 0000:5e:00.4 0000:5e:00.5");
        assertThat(devices(asked)).isEmpty();
        Intent own = ours("{ddpProfiles: ['" + gtp + "'], isRdma: true}", "netDevice");
        assertThat(PoolAssignment.of(own, facts).owners())
                .containsOnlyKeys(
                        PciAddress.of("0000:5e:00.1"), PciAddress.of("0000:5e:00.2"), PciAddress.of("0000:5e:00.5"));
        Pf pf = facts.pf(nic).orElseThrow();
        assertThat(Candidate.future(pf, new VfIndex(6), PciAddress.of("0000:5e:00.7"))
                        .traits()
                        .ddp())
                .contains(gtp);
    }

    /** InfiniBand VFs 3b:00.1-2; VFs 5e:00.1 vhost, .2 virtio, .3 uio, .4 vfio-pci, .5 kernel; 02:00.0 without SR-IOV. */
    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '~',
            value = {
                "'linkTypes':['infiniband']                       ; 3b:00.1 3b:00.2",
                "'linkTypes':['ether'],'drivers':['vfio-pci']     ; 5e:00.4",
                "'linkTypes':['ether','infiniband'],'devices':['1018','1533'] ; 3b:00.1 3b:00.2 02:00.0",
                "'linkTypes':['Ether']                            ; ~~",
                "'pKeys':['0x8001','0xffff']                      ; 3b:00.1",
                "'pKeys':['0x8003']                               ; ~~",
                "'acpiIndexes':['1','3']                          ; 02:00.0",
                "'acpiIndexes':['01']                             ; ~~",
                "'isRdma':true                                    ; 3b:00.1 3b:00.2 5e:00.1 5e:00.2 5e:00.5",
                "'isRdma':false,'pfNames':['ens2f0np0#2-3']       ; 5e:00.3 5e:00.4",
                "'vdpaType':'vhost'                               ; 5e:00.1",
                "'vdpaType':'virtio'                              ; 5e:00.2",
                "'vdpaType':'vhots'                               ; ~~",
                "'needVhostNet':true,'drivers':['vfio-pci','igb']  ; 5e:00.4 02:00.0",
                "'pfNames':['eno1']                               ; ~~",
                "'rootDevices':['0000:02:00.0']                   ; ~~",
                "'pciAddresses':['0000:02:00.0','0000:3b:00.0']   ; 02:00.0",
                "'rootDevices':['0000:3B:00.0#1','0000:3b:00.0#0'] ; 3b:00.2",
                "'vendors':['144d']                               ; ~~",
            })
    void aNetDevicePool(String selector, String devices) {
        assertThat(devices(peer("netDevice", selector))).isEqualTo(devices);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '~',
            value = {
                "'vendors':['8086']                       ; b1:00.0 b1:00.1",
                "'devices':['0d5d']                       ; b1:00.1",
                "'drivers':['vfio-pci'],'pciAddresses':['0000:b1:00.0'] ; b1:00.0",
                "'devices':['0d5d'],'acpiIndexes':['9'],'pfNames':['x'],'isRdma':true,'vdpaType':'vhost' ; b1:00.1",
                "'vendors':['144d']                       ; ~~",
            })
    void anAcceleratorPool(String selector, String devices) {
        assertThat(devices(peer("accelerator", selector))).isEqualTo(devices);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '~',
            value = {
                "'vendors':['15b3']                       ; mlx5_core.sf.4 mlx5_core.sf.12",
                "'devices':['101d'],'drivers':['mlx5_core'] ; mlx5_core.sf.4 mlx5_core.sf.12",
                "'devices':['101e']                       ; ~~",
                "'pfNames':['ENS2F0NP0#88']               ; mlx5_core.sf.4",
                "'pfNames':['ens2f0np0#0-12,89-99999999999'] ; mlx5_core.sf.12",
                "'rootDevices':['0000:5e:00.0#88-89']     ; mlx5_core.sf.4 mlx5_core.sf.12",
                "'rootDevices':['0000:3b:00.0']           ; ~~",
                "'linkTypes':['ether']                    ; mlx5_core.sf.4 mlx5_core.sf.12",
                "'linkTypes':['infiniband']               ; ~~",
                "'isRdma':true                            ; mlx5_core.sf.4",
                "'pciAddresses':['0000:00:00.0'],'acpiIndexes':['7'],'pKeys':['0x1'],'vdpaType':'vhost' ; mlx5_core.sf.4 mlx5_core.sf.12",
            })
    void aSubFunctionPool(String selector, String devices) {
        assertThat(devices(peer("auxNetDevice", "'auxTypes':['sf']," + selector)))
                .isEqualTo(devices);
    }

    /** A function through which a device enters decides what its container gets: the second of two never does here. */
    @Test
    void theFirstSelectorThatMatchesIsTheMembers() {
        Intent intent = good(ResourceListFile.parse("f", """
                {"resourceList": [{"resourceName": "a", "selectors": [
                  {"pfNames": ["ens2f0np0#4"], "isRdma": true},
                  {"vendors": ["15b3"], "linkTypes": ["ether"]},
                  {"vendors": ["15b3"], "needVhostNet": true}]}]}
                """));
        Map<String, String> through = new TreeMap<>();
        for (Member member :
                PoolAssignment.of(intent, HOST).members().values().iterator().next()) {
            through.put(
                    member.device().toString().substring(5),
                    member.selector().where().replaceAll(".*(\\d)]", "$1")
                            + (member.selector().adds().rdma() ? " rdma" : "")
                            + (member.selector().adds().vhostNet() ? " vhost" : ""));
        }
        assertThat(PoolAssignment.of(intent, HOST).warnings())
                .as("a pool does not overlap with itself")
                .isEmpty();
        assertThat(through)
                .hasToString(
                        "{3b:00.1=2 vhost, 3b:00.2=2 vhost, 5e:00.1=1, 5e:00.2=1, 5e:00.3=1, 5e:00.4=1, 5e:00.5=0 rdma}");
    }

    @Test
    void ofTwoPoolsTheFirstHasIt_amongSubFunctionsToo() {
        Intent intent = good(ResourceListFile.parse("f", """
                {"resourceList": [
                  {"resourceName": "a", "deviceType": "auxNetDevice", "selectors": {"auxTypes": ["sf"], "pfNames": ["ens2f0np0#88"]}},
                  {"resourceName": "b", "deviceType": "auxNetDevice", "selectors": {"auxTypes": ["sf"], "vendors": ["15b3"]}},
                  {"resourceName": "c", "selectors": {"vendors": ["15b3"]}}]}
                """));
        PoolAssignment pools = PoolAssignment.of(intent, HOST);
        assertThat(devices(pools, "a")).isEqualTo("mlx5_core.sf.4");
        assertThat(devices(pools, "b")).isEqualTo("mlx5_core.sf.12");
        assertThat(pools.members(name("c"))).hasSize(7);
        assertThat(pools.warnings())
                .extracting(Problem::line)
                .singleElement()
                .asString()
                .contains("mlx5_core.sf.4 is matched by intel.com/b and, before it, by intel.com/a");
    }

    @Test
    void inTheNativeFormat_aFunctionOfItsOwnHasToBeNamed() {
        assertThat(devices(ours("{vendors: ['8086']}", "netDevice"))).isEmpty();
        assertThat(devices(ours("{pciAddresses: ['0000:02:00.0']}", "netDevice")))
                .isEqualTo("02:00.0");
        assertThat(devices(ours("{vendors: ['8086']}", "accelerator"))).isEqualTo("b1:00.0 b1:00.1");
        assertThat(devices(ours("{pfNames: ['ens2f0np0#89']}", "auxNetDevice"))).isEqualTo("mlx5_core.sf.12");
        assertThat(devices(ours("{isRdma: true, linkTypes: [ether]}", "netDevice")))
                .isEqualTo("5e:00.1 5e:00.2 5e:00.5");
        assertThat(devices(ours("{vdpaType: vhost, acpiIndexes: [3]}", "netDevice")))
                .isEmpty();
        assertThat(devices(ours("{pKeys: [0x8002]}", "netDevice"))).isEqualTo("3b:00.2");
    }

    @Test
    void aParentThatIsNoPf_isNoPfToOtherPools() {
        List<Problem> warnings =
                PoolAssignment.of(peer("netDevice", "'pfNames':['eno1']"), HOST).warnings();
        assertThat(warnings).extracting(p -> p.code().name()).containsExactly("PF_NOT_FOUND");
        assertThat(PoolAssignment.of(peer("auxNetDevice", "'auxTypes':['sf'],'pfNames':['eno1']"), HOST)
                        .warnings())
                .isEmpty();
    }

    /** Its netdev, or a VLAN over a bond over it, has the default route. */
    @Test
    void whatTheHostItselfNeeds_isNotOffered() {
        Set<PciAddress> uplinks = Set.of(PciAddress.of("0000:02:00.0"), PciAddress.of("0000:5e:00.0"));
        Others others = new Others(HOST.others().functions(), HOST.others().subFunctions(), uplinks);
        Snapshot host = new Snapshot(HOST.generation(), HOST.pfs(), others, List.of());
        PoolAssignment pools = PoolAssignment.of(peer("netDevice", "'drivers':['igb','vfio-pci']"), host);

        assertThat(pools.members(name("p")))
                .extracting(m -> m.device().toString())
                .containsExactly("0000:5e:00.4");
        assertThat(pools.warnings())
                .extracting(Problem::line)
                .containsExactly("CONFIG_BAD_VALUE f: resourceList[0]: matches 0000:02:00.0, through which the host's"
                        + " default route goes; it is not offered, since a pod that took it would cut the node off;"
                        + " next: leave it out of the selector, or give it VFs and offer these");
    }

    @Test
    void membersOfOtherFunctionsNameTheirPf() {
        Intent intent = peer("accelerator", "'devices':['0d5d']");
        Member member = PoolAssignment.of(intent, HOST).members(name("p")).get(0);
        assertThat(member.pf()).isEqualTo(PciAddress.of("0000:b1:00.0"));
        assertThat(member.index()).isEqualTo(Optional.empty());
    }

    /** With exclusive RDMA namespaces the RDMA device of a VF in a pod is not to be seen from the host. */
    @Test
    void aHeldDeviceStaysWithItsPool_thoughItsRdmaDeviceIsInThePod() {
        PciAddress held = PciAddress.of("0000:5e:00.5");
        Snapshot facts = withoutRdma(held);
        Intent intent = peer("netDevice", "'isRdma':true,'vendors':['15b3'],'pciAddresses':['0000:5e:00.5']");
        PoolAssignment seen = PoolAssignment.of(intent, facts);

        assertThat(devices(intent)).isEqualTo("5e:00.5");
        assertThat(devices(seen, "p")).isEmpty();
        assertThat(devices(seen.keeping(Map.of(held, name("p")), intent, facts), "p"))
                .isEqualTo("0000:5e:00.5");
        assertThat(devices(seen.keeping(Map.of(held, name("gone")), intent, facts), "p"))
                .isEmpty();
    }

    private static Snapshot withoutRdma(PciAddress address) {
        return new Snapshot(
                HOST.generation(),
                HOST.pfs().stream()
                        .map(pf -> pf.withVfs(pf.vfs().stream()
                                .map(vf -> vf.address().equals(address) ? vf.withTraits(Traits.NONE) : vf)
                                .toList()))
                        .toList(),
                HOST.others(),
                List.of());
    }

    private static String devices(Intent intent) {
        PoolAssignment pools = PoolAssignment.of(intent, HOST);
        return pools.members().values().stream()
                .flatMap(List::stream)
                .map(m -> m.device().toString().replaceFirst("^0000:", ""))
                .collect(Collectors.joining(" "));
    }

    private static String devices(PoolAssignment pools, String pool) {
        return pools.members(name(pool)).stream()
                .map(m -> m.device().toString())
                .collect(Collectors.joining(" "));
    }

    private static ResourceName name(String name) {
        return new ResourceName("intel.com", name);
    }

    private static Intent peer(String type, String selector) {
        return good(ResourceListFile.parse(
                "f",
                "{\"resourceList\":[{\"resourceName\":\"p\",\"deviceType\":\"" + type + "\",\"selectors\":{"
                        + selector.replace('\'', '"') + "}}]}"));
    }

    private static Intent ours(String select, String type) {
        return good(NativeFile.parse("f", "pools: [{resource: p, deviceType: " + type + ", select: " + select + "}]"));
    }

    private static Intent good(Parsed parsed) {
        assertThat(parsed.errors()).isEmpty();
        return parsed.intent().orElseThrow();
    }
}
