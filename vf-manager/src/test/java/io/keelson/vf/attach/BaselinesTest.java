package io.keelson.vf.attach;

import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.vf.model.Baseline;
import io.keelson.vf.model.DriverName;
import io.keelson.vf.model.IfName;
import io.keelson.vf.model.Ledger;
import io.keelson.vf.model.MacAddress;
import io.keelson.vf.model.Mtu;
import io.keelson.vf.model.Netdev;
import io.keelson.vf.model.PciAddress;
import io.keelson.vf.model.Pf;
import io.keelson.vf.model.Vf;
import io.keelson.vf.model.VfId;
import io.keelson.vf.model.VfIndex;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What clean means for a VF. */
class BaselinesTest {
    private static final Pf PF = pf("0000:01:00.0", Optional.of("52:54:00:aa:bb:01"));

    @Test
    void settings_areTheDeclaredCleanState() {
        assertThat(Baselines.settings(PF, new VfIndex(3)))
                .hasToString(
                        "mac 22:aa:28:0a:7e:17 vlan 0 spoofchk on trust off min_tx_rate 0 max_tx_rate 0 state auto");
    }

    @Test
    void mac_isStableLocalUnicastAndUnlikeAnyOther() {
        Set<MacAddress> seen = new HashSet<>();
        for (String address : List.of("0000:01:00.0", "0000:01:00.1", "0001:01:00.0")) {
            for (Optional<String> mac : List.of(Optional.of("52:54:00:aa:bb:01"), Optional.<String>empty())) {
                for (int i = 0; i < 256; i++) {
                    MacAddress derived = Baselines.mac(pf(address, mac), new VfIndex(i));
                    assertThat(derived).isEqualTo(Baselines.mac(pf(address, mac), new VfIndex(i)));
                    assertThat(derived.octets()[0] & 0x03).isEqualTo(0x02);
                    assertThat(seen.add(derived)).isTrue();
                }
            }
        }
    }

    @Test
    void firstSeen_takesNameAndMtuOfTheNetdev_unlessConfigured() {
        Vf vf = vf(Optional.of(new Netdev(
                new IfName("eth3"), 7, Optional.empty(), Optional.of(new Mtu(1500)), false, Optional.empty())));
        Baseline found = Baselines.firstSeen(PF, vf, Optional.empty(), Optional.empty());
        assertThat(found.name()).contains(new IfName("eth3"));
        assertThat(found.mtu()).contains(new Mtu(1500));
        assertThat(found.driver()).isEmpty();

        Baseline told = Baselines.firstSeen(PF, vf, Optional.of(new Mtu(9000)), Optional.of(DriverName.VFIO_PCI));
        assertThat(told.mtu()).contains(new Mtu(9000));
        assertThat(told.driver()).contains(DriverName.VFIO_PCI);
    }

    @Test
    void of_prefersWhatTheLedgerDeclared() {
        Vf vf = vf(Optional.empty());
        Baseline declared = new Baseline(
                Baselines.settings(PF, vf.index()).withMac(MacAddress.of("02:00:00:00:00:01")),
                Optional.of(new IfName("eth3")),
                Optional.empty(),
                Optional.empty());
        Ledger ledger = new Ledger(Map.of(), Map.of(vf.address(), declared), Map.of());
        assertThat(Baselines.of(ledger, PF, vf)).isEqualTo(declared);
        assertThat(Baselines.of(Ledger.EMPTY, PF, vf).name()).isEmpty();
    }

    private static Pf pf(String address, Optional<String> mac) {
        Optional<Netdev> netdev = mac.map(m -> new Netdev(
                new IfName("eth1"),
                2,
                Optional.of(MacAddress.of(m)),
                Optional.of(new Mtu(1500)),
                true,
                Optional.of(true)));
        return new Pf(
                PciAddress.of(address),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                netdev,
                Optional.of(7),
                Optional.of(0),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of());
    }

    private static Vf vf(Optional<Netdev> netdev) {
        return new Vf(
                new VfId(PciAddress.of("0000:01:10.0"), 1),
                PF.address(),
                new VfIndex(0),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                netdev,
                Optional.empty(),
                0,
                Optional.empty(),
                Optional.empty());
    }
}
