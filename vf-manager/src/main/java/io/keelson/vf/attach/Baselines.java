package io.keelson.vf.attach;

import io.keelson.vf.model.Baseline;
import io.keelson.vf.model.DriverName;
import io.keelson.vf.model.Ledger;
import io.keelson.vf.model.MacAddress;
import io.keelson.vf.model.Mbps;
import io.keelson.vf.model.Mtu;
import io.keelson.vf.model.Netdev;
import io.keelson.vf.model.Pf;
import io.keelson.vf.model.Vf;
import io.keelson.vf.model.VfIndex;
import io.keelson.vf.model.VfLinkState;
import io.keelson.vf.model.VfSettings;
import io.keelson.vf.model.VfVlan;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Optional;

/**
 * What clean means for a VF: declared from what the PF is, never captured from what the last tenant left.
 *
 * <p>A baseline that the ledger holds wins over a derived one, so that a MAC address, a name or an MTU once declared stays
 * as it is when the PF's own address changes (as it does inside a bond).
 */
public final class Baselines {
    private static final Mbps UNLIMITED = new Mbps(0);

    private Baselines() {}

    /** The baseline the ledger holds for this VF, or, where it holds none, one derived from the VF as it looks now. */
    public static Baseline of(Ledger ledger, Pf pf, Vf vf) {
        Baseline declared = ledger.baselines().get(vf.address());
        return declared != null ? declared : firstSeen(pf, vf, Optional.empty(), Optional.empty());
    }

    /**
     * The baseline of a VF that is seen for the first time and that nobody uses: derived settings, name and MTU of the
     * netdev it has on the host at this moment, unless an MTU or a driver is configured. Where the PF's driver has no settings
     * of VFs, its own address is all of them, as found too: nobody else could give it back.
     */
    public static Baseline firstSeen(Pf pf, Vf vf, Optional<Mtu> mtu, Optional<DriverName> driver) {
        return new Baseline(
                vf.isWithoutSettings() ? ownAddress(vf) : settings(pf, vf.index()),
                vf.netdev().map(Netdev::name),
                mtu.isPresent() ? mtu : vf.netdev().flatMap(Netdev::mtu),
                driver);
    }

    /**
     * A baseline that was declared before the VF had a netdev, completed by the name and the MTU of the one it has now. For a
     * VF at home that nobody holds: a tenant's would be the dirt of the last. What was declared before it was known that its
     * PF has no settings of VFs gives way to its own address.
     */
    static Baseline completed(Baseline declared, Vf vf) {
        VfSettings settings = declared.settings();
        boolean hasOnlyAddress = settings.mac().isPresent()
                && settings.equals(VfSettings.NONE.withMac(settings.mac().get()));
        return new Baseline(
                vf.isWithoutSettings() && !hasOnlyAddress ? ownAddress(vf) : settings,
                declared.name().or(() -> vf.netdev().map(Netdev::name)),
                declared.mtu().or(() -> vf.netdev().flatMap(Netdev::mtu)),
                declared.driver());
    }

    private static VfSettings ownAddress(Vf vf) {
        return vf.netdev().flatMap(Netdev::mac).map(VfSettings.NONE::withMac).orElse(VfSettings.NONE);
    }

    /** VLAN 0, trust off, spoofchk on, rates 0, link auto, and the MAC of {@link #mac}. */
    public static VfSettings settings(Pf pf, VfIndex vf) {
        return new VfSettings(
                Optional.of(mac(pf, vf)),
                Optional.of(VfVlan.NONE),
                Optional.of(true),
                Optional.of(false),
                Optional.of(UNLIMITED),
                Optional.of(UNLIMITED),
                Optional.of(VfLinkState.AUTO));
    }

    /**
     * The same locally administered unicast address for the same VF at every boot: the head of a SHA-256 over the PF's MAC
     * (absent where it has no netdev), the PF's PCI address and the VF's index. The MAC keeps nodes apart, the PCI address
     * keeps PFs of one bond apart, which share a MAC. Source: IEEE 802-2014, 8.4 (local bit, group bit).
     */
    public static MacAddress mac(Pf pf, VfIndex vf) {
        String mac = pf.netdev().flatMap(Netdev::mac).map(MacAddress::toString).orElse("-");
        byte[] octets = sha256(mac + " " + pf.address() + " " + vf.index());
        octets[0] = (byte) ((octets[0] & 0xfc) | 0x02);
        return MacAddress.ofOctets(octets);
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
