package io.keelson.vf.run;

import io.keelson.vf.model.DdpProfile;
import io.keelson.vf.model.HostException;
import io.keelson.vf.model.PciAddress;
import io.keelson.vf.model.Pf;
import io.keelson.vf.netlink.Devlink;
import io.keelson.vf.step.DdpProfiles;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * DDP packages by the kernel's devlink. A driver loads one before it makes its netdev, and the answer takes commands to the
 * NIC's firmware: so it is asked for once in a netdev's life. Source: {@code Documentation/networking/devlink/ice.rst}.
 */
public final class KernelDdpProfiles implements DdpProfiles {
    private final Devlink devlink;
    private final Map<PciAddress, Told> told = new ConcurrentHashMap<>();

    private record Told(int ifindex, Optional<DdpProfile> profile) {}

    public KernelDdpProfiles(Devlink devlink) {
        this.devlink = devlink;
    }

    @Override
    public Optional<DdpProfile> of(Pf pf) throws HostException {
        if (pf.netdev().isEmpty()) {
            return Optional.empty();
        }
        int ifindex = pf.netdev().get().ifindex();
        Told known = told.get(pf.address());
        if (known == null || known.ifindex() != ifindex) {
            known = new Told(ifindex, devlink.ddpProfile(pf.address()));
            told.put(pf.address(), known);
        }
        return known.profile();
    }
}
