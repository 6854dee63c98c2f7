package io.keelson.vf.sysfs;

import io.keelson.vf.model.Code;
import io.keelson.vf.model.DriverName;
import io.keelson.vf.model.IommuGroup;
import io.keelson.vf.model.LinkType;
import io.keelson.vf.model.Netdev;
import io.keelson.vf.model.PciAddress;
import io.keelson.vf.model.Vf;
import io.keelson.vf.model.VfId;
import io.keelson.vf.model.VfIndex;
import java.util.Optional;

/**
 * The directory of a VF, together with what its PF and its IOMMU group say of it.
 *
 * @param ofPf what the PF's link speaks, and a VF's without a netdev therefore too
 */
record VfFiles(
        PciDeviceDir device,
        PciAddress pf,
        VfIndex index,
        Optional<IommuGroup> group,
        int groupSize,
        Optional<LinkType> ofPf,
        TraitReader traits) {

    /** The VF, or empty when it went away while being read. */
    Optional<Vf> read(Findings findings) {
        Vf vf = facts(findings);
        return findings.isEmpty() || device.isThere() ? Optional.of(vf) : Optional.empty();
    }

    private Vf facts(Findings findings) {
        Optional<DriverName> driver = driver(findings);
        Optional<NetdevDir> own = new NetDir(device.path()).own(findings);
        Optional<Netdev> netdev = own.flatMap(n -> n.read(findings));
        Optional<LinkType> link = own.flatMap(NetdevDir::linkType).or(() -> ofPf);
        return new Vf(
                new VfId(device.address(), device.inode()),
                pf,
                index,
                device.vendor(findings),
                device.device(findings),
                driver,
                device.driverOverride(findings),
                netdev,
                group,
                groupSize,
                device.numaNode(findings),
                Optional.empty(),
                traits.read(device.path(), driver, link, findings));
    }

    private Optional<DriverName> driver(Findings findings) {
        Findings ofLink = findings.fresh();
        Optional<DriverName> driver = device.driver(ofLink);
        if (driver.isEmpty() && ofLink.isEmpty()) {
            ofLink.add(
                    Code.VF_WITHOUT_DRIVER,
                    "no driver is bound to it",
                    "load the driver's module, or give its pool a driver; by hand: name the driver in its driver_override,"
                            + " then write its address to /sys/bus/pci/drivers_probe");
        }
        findings.addAll(ofLink);
        return driver;
    }
}
