package io.keelson.vf.testing;

import io.keelson.vf.model.Errno;
import io.keelson.vf.model.HostException;
import io.keelson.vf.model.MacAddress;
import io.keelson.vf.model.PciAddress;
import io.keelson.vf.model.VfIndex;
import io.keelson.vf.model.VfLinkState;
import io.keelson.vf.model.VfSettings;
import io.keelson.vf.model.VlanProto;
import io.keelson.vf.step.VfTable;
import java.util.Optional;

/** What the fake igb holds about its VFs: applied one by one in the kernel's order, stopping at the first refusal. */
final class FakeVfTable implements VfTable {
    private static final int LINK_SPEED = 1000;

    private final FakeHost host;

    FakeVfTable(FakeHost host) {
        this.host = host;
    }

    @Override
    public Optional<VfSettings> settings(PciAddress pf, VfIndex vf) {
        return Optional.ofNullable(host.functions.get(FakeHost.LAYOUT.vfAddress(pf, vf)))
                .map(f -> f.settings);
    }

    @Override
    public void set(PciAddress pf, VfIndex vf, VfSettings changes) throws HostException {
        FakeFunction f = host.functions.get(FakeHost.LAYOUT.vfAddress(pf, vf));
        host.write("vf " + pf + " " + vf + " " + changes);
        if (f == null) {
            throw Faults.refused(pf + " vf " + vf, "no such VF", Errno.EINVAL);
        }
        if (!host.offersVfSettings()) {
            throw refused(f, "any setting", Errno.EOPNOTSUPP);
        }
        setMac(f, changes);
        setVlan(f, changes);
        setRates(f, changes);
        changes.spoofchk().ifPresent(on -> f.settings = f.settings.withSpoofchk(on));
        if (changes.linkState().filter(s -> s != VfLinkState.AUTO).isPresent()) {
            throw refused(f, "link state", Errno.EOPNOTSUPP);
        }
        changes.trust().ifPresent(on -> f.settings = f.settings.withTrust(on));
        host.faults.written();
    }

    private static void setMac(FakeFunction f, VfSettings changes) throws HostException {
        if (changes.mac().filter(MacAddress::isMulticast).isPresent()) {
            throw refused(f, "mac", Errno.EINVAL);
        }
        changes.mac().ifPresent(m -> f.settings = f.settings.withMac(m));
    }

    private static void setVlan(FakeFunction f, VfSettings changes) throws HostException {
        if (changes.vlan().filter(v -> v.proto() == VlanProto.DOT1AD).isPresent()) {
            throw refused(f, "vlan proto", Errno.EPROTONOSUPPORT);
        }
        changes.vlan().ifPresent(v -> f.settings = f.settings.withVlan(v));
    }

    /** igb compares a rate with the speed of its link, so it refuses any, 0 as well, while there is none. */
    private void setRates(FakeFunction f, VfSettings changes) throws HostException {
        boolean some = changes.minRate().isPresent() || changes.maxRate().isPresent();
        FakeLink uplink = host.links.get(f.pf.orElseThrow());
        if (some && (uplink == null || !uplink.up)) {
            throw refused(f, "rates without a link", Errno.EINVAL);
        }
        boolean min = changes.minRate().filter(r -> r.value() > 0).isPresent();
        boolean tooFast = changes.maxRate().filter(r -> r.value() > LINK_SPEED).isPresent();
        if (min || tooFast) {
            throw refused(f, min ? "min_tx_rate" : "max_tx_rate", Errno.EINVAL);
        }
        changes.maxRate().ifPresent(r -> f.settings = f.settings.withMaxRate(r));
    }

    private static HostException refused(FakeFunction f, String what, Errno errno) {
        return Faults.refused(f.pf.orElseThrow() + " vf " + f.index, what, errno);
    }
}
