package io.keelson.config.testing;

import io.keelson.vf.model.DriverName;
import io.keelson.vf.model.EswitchMode;
import io.keelson.vf.model.HexId;
import io.keelson.vf.model.IfName;
import io.keelson.vf.model.IommuGroup;
import io.keelson.vf.model.MacAddress;
import io.keelson.vf.model.Mtu;
import io.keelson.vf.model.Netdev;
import io.keelson.vf.model.NumaNode;
import io.keelson.vf.model.PciAddress;
import io.keelson.vf.model.Pf;
import io.keelson.vf.model.SriovLayout;
import io.keelson.vf.model.Vf;
import io.keelson.vf.model.VfId;
import io.keelson.vf.model.VfIndex;
import io.keelson.vf.model.VfSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A PF as igb shows it, with VFs bound to igbvf or to whatever a test says. */
public final class PfBuilder {
    /** Offset and stride of an 82576. */
    public static final SriovLayout LAYOUT = new SriovLayout(128, 2);

    private final PciAddress address;
    private final String name;
    private Optional<Integer> total = Optional.of(7);
    private boolean countKnown = true;
    private int count;
    private boolean up = true;
    private boolean hasNetdev = true;
    private Optional<Boolean> autoprobe = Optional.of(true);
    private Optional<SriovLayout> layout = Optional.of(LAYOUT);
    private Optional<EswitchMode> eswitch = Optional.empty();
    private final List<Vf> vfs = new ArrayList<>();

    private PfBuilder(String address, String name) {
        this.address = PciAddress.of(address);
        this.name = name;
    }

    /** A PF of this address and name, up, MTU 1500, no VFs. */
    public static PfBuilder igb(String address, String name) {
        return new PfBuilder(address, name);
    }

    /** How many VFs it offers. */
    public PfBuilder total(int vfs) {
        total = Optional.of(vfs);
        return this;
    }

    /** How many it offers could not be read. */
    public PfBuilder totalUnknown() {
        total = Optional.empty();
        return this;
    }

    /** How many VFs there are could not be read. */
    public PfBuilder countUnknown() {
        countKnown = false;
        return this;
    }

    /** Administratively down. */
    public PfBuilder down() {
        up = false;
        return this;
    }

    /** Without a netdev. */
    public PfBuilder withoutNetdev() {
        hasNetdev = false;
        return this;
    }

    /** As a kernel that does not tell offset and stride. */
    public PfBuilder withoutLayout() {
        layout = Optional.empty();
        return this;
    }

    /** New VFs are not probed. */
    public PfBuilder autoprobe(boolean on) {
        autoprobe = Optional.of(on);
        return this;
    }

    /** The mode devlink tells. */
    public PfBuilder eswitch(EswitchMode mode) {
        eswitch = Optional.of(mode);
        return this;
    }

    /** So many VFs bound to igbvf, each with a netdev on the host. */
    public PfBuilder vfs(int n) {
        for (int i = 0; i < n; i++) {
            vf("igbvf", true);
        }
        return this;
    }

    /** One more VF, bound to this driver ("" for none), with or without a netdev on the host. */
    public PfBuilder vf(String driver, boolean netdev) {
        VfIndex index = new VfIndex(vfs.size());
        vfs.add(vf(index, driver, netdev, VfSettings.NONE));
        count = vfs.size();
        return this;
    }

    /** The last VF has this driver_override. */
    public PfBuilder overridden(String driver) {
        Vf vf = vfs.remove(vfs.size() - 1);
        vfs.add(new Vf(
                vf.id(),
                vf.pf(),
                vf.index(),
                vf.vendor(),
                vf.device(),
                vf.driver(),
                DriverName.parse(driver),
                vf.netdev(),
                vf.iommuGroup(),
                vf.groupSize(),
                vf.numaNode(),
                vf.settings()));
        return this;
    }

    /** One more VF that cannot be read: counted, but not there. */
    public PfBuilder unreadableVf() {
        count = vfs.size() + 1;
        return this;
    }

    private Vf vf(VfIndex index, String driver, boolean netdev, VfSettings settings) {
        PciAddress at = LAYOUT.vfAddress(address, index);
        Optional<Netdev> link = netdev
                ? Optional.of(new Netdev(
                        new IfName(name + "v" + index),
                        100 + index.index(),
                        Optional.of(new MacAddress(0x0200_0000_0000L + index.index())),
                        Optional.of(new Mtu(1500)),
                        false,
                        Optional.empty()))
                : Optional.empty();
        return new Vf(
                new VfId(at, 1000L + index.index()),
                address,
                index,
                Optional.of(new HexId("8086")),
                Optional.of(new HexId("10ca")),
                DriverName.parse(driver),
                Optional.empty(),
                link,
                Optional.of(new IommuGroup(index.index())),
                1,
                Optional.of(new NumaNode(0)),
                settings.isEmpty() ? Optional.empty() : Optional.of(settings));
    }

    /** The PF. */
    public Pf build() {
        Optional<Netdev> netdev = hasNetdev
                ? Optional.of(new Netdev(
                        new IfName(name),
                        2,
                        Optional.of(MacAddress.of("52:54:00:aa:bb:01")),
                        Optional.of(new Mtu(1500)),
                        up,
                        Optional.of(up)))
                : Optional.empty();
        return new Pf(
                address,
                Optional.of(new HexId("8086")),
                Optional.of(new HexId("10c9")),
                Optional.of(new DriverName("igb")),
                netdev,
                total,
                countKnown ? Optional.of(count) : Optional.empty(),
                autoprobe,
                layout,
                Optional.of(new HexId("10ca")),
                Optional.of(new NumaNode(0)),
                eswitch,
                vfs);
    }
}
