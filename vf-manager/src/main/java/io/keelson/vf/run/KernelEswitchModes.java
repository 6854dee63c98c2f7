package io.keelson.vf.run;

import io.keelson.vf.model.EswitchMode;
import io.keelson.vf.model.HostException;
import io.keelson.vf.model.PciAddress;
import io.keelson.vf.netlink.Devlink;
import io.keelson.vf.step.EswitchModes;
import java.util.Optional;

/** Eswitch modes by the kernel's devlink. */
public final class KernelEswitchModes implements EswitchModes {
    private final Devlink devlink;

    public KernelEswitchModes(Devlink devlink) {
        this.devlink = devlink;
    }

    @Override
    public Optional<EswitchMode> of(PciAddress pf) throws HostException {
        return devlink.eswitchMode(pf);
    }
}
