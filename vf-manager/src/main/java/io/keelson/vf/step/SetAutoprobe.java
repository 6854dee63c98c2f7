package io.keelson.vf.step;

import io.keelson.vf.model.HostException;
import io.keelson.vf.model.PciAddress;
import io.keelson.vf.model.Subject;
import java.util.Optional;

/** Whether VFs that are created later get a driver by themselves ({@code sriov_drivers_autoprobe}). */
public record SetAutoprobe(PciAddress pf, boolean on) implements Step {
    @Override
    public Subject subject() {
        return Subject.of(pf);
    }

    @Override
    public String describe() {
        return "sriov_drivers_autoprobe = " + (on ? 1 : 0);
    }

    @Override
    public Check check(Host host) throws HostException {
        Optional<Boolean> now = Looks.function(host, pf).autoprobe();
        return now.isEmpty() || now.get() == on ? Check.DONE : Check.READY;
    }

    @Override
    public void apply(Host host) throws HostException {
        host.pci().writeAutoprobe(pf, on);
    }

    @Override
    public Optional<Step> inverse(Host host) {
        return Optional.of(new SetAutoprobe(pf, !on));
    }
}
