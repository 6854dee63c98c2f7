package io.keelson.vf.sysfs;

import io.keelson.vf.model.Device;
import io.keelson.vf.model.DriverName;
import io.keelson.vf.model.FunctionKind;
import io.keelson.vf.model.IfName;
import io.keelson.vf.model.LinkType;
import io.keelson.vf.model.Netdev;
import io.keelson.vf.model.OtherFunction;
import io.keelson.vf.model.Others;
import io.keelson.vf.model.PciAddress;
import io.keelson.vf.model.Pf;
import io.keelson.vf.model.Problem;
import io.keelson.vf.model.VfId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Reads what can be offered besides PFs and VFs of NICs; of every other function only its class. */
final class OthersReader {
    private final SysRoot root;
    private final BusContents bus;
    private final TraitReader traits;

    OthersReader(SysRoot root, BusContents bus, TraitReader traits) {
        this.root = root;
        this.bus = bus;
        this.traits = traits;
    }

    /** All but these PFs and their VFs. */
    Others read(List<Pf> pfs, List<Problem> problems) {
        Set<PciAddress> known = new HashSet<>();
        for (Pf pf : pfs) {
            known.add(pf.address());
            pf.vfs().forEach(vf -> known.add(vf.address()));
        }
        List<OtherFunction> functions = new ArrayList<>();
        for (PciDeviceDir device : bus.devices()) {
            if (!known.contains(device.address())) {
                function(device, problems).ifPresent(functions::add);
            }
        }
        return new Others(functions, new AuxBusDir(root, bus, traits).subFunctions(problems), uplinks(pfs, functions));
    }

    private Set<PciAddress> uplinks(List<Pf> pfs, List<OtherFunction> functions) {
        DefaultRoutes routes = new DefaultRoutes(root);
        Set<IfName> routed = routes.interfaces();
        return Stream.<Device>concat(pfs.stream(), functions.stream())
                .filter(d ->
                        d.netdev().filter(n -> routes.carries(n.name(), routed)).isPresent())
                .map(Device::wire)
                .collect(Collectors.toSet());
    }

    /** Of a function without a readable class it is not known that it is of ours, so it is no problem either. */
    private Optional<OtherFunction> function(PciDeviceDir device, List<Problem> problems) {
        Findings findings = new Findings(root, device.address());
        Optional<FunctionKind> kind = device.pciClass(findings.fresh()).flatMap(FunctionKind::ofClass);
        if (kind.isEmpty()) {
            return Optional.empty();
        }
        Optional<PciAddress> physfn = device.physfn(findings);
        if (kind.get() == FunctionKind.NETWORK && physfn.isPresent()) {
            return Optional.empty(); // a VF that its PF does not list, which has been told
        }
        OtherFunction read = facts(device, kind.get(), physfn, findings);
        if (!findings.isEmpty() && !device.isThere()) {
            return Optional.empty();
        }
        problems.addAll(findings.problems());
        return Optional.of(read);
    }

    private OtherFunction facts(
            PciDeviceDir device, FunctionKind kind, Optional<PciAddress> physfn, Findings findings) {
        Optional<NetdevDir> own =
                kind == FunctionKind.NETWORK ? new NetDir(device.path()).uplink(findings) : Optional.empty();
        Optional<Netdev> netdev = own.flatMap(n -> n.read(findings));
        Optional<LinkType> link = own.flatMap(NetdevDir::linkType);
        Optional<DriverName> driver = device.driver(findings);
        return new OtherFunction(
                new VfId(device.address(), device.inode()),
                kind,
                physfn,
                device.vendor(findings),
                device.device(findings),
                driver,
                device.driverOverride(findings),
                netdev,
                bus.group(device.address()),
                bus.groupSize(device.address()),
                device.numaNode(findings),
                traits.read(device.path(), driver, link, findings));
    }
}
