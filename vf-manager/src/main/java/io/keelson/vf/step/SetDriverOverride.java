package io.keelson.vf.step;

import io.keelson.vf.model.DriverName;
import io.keelson.vf.model.HostException;
import io.keelson.vf.model.PciAddress;
import io.keelson.vf.model.Subject;
import java.util.Optional;

/** Which driver alone may take the function at its next probe; absent: whichever matches ({@code driver_override}). */
public record SetDriverOverride(PciAddress function, Optional<DriverName> driver) implements Step {
    @Override
    public Subject subject() {
        return Subject.of(function);
    }

    @Override
    public String describe() {
        return "driver_override = " + driver.map(DriverName::text).orElse("none");
    }

    @Override
    public Check check(Host host) throws HostException {
        return Looks.function(host, function).driverOverride().equals(driver) ? Check.DONE : Check.READY;
    }

    @Override
    public void apply(Host host) throws HostException {
        host.pci().writeDriverOverride(function, driver);
    }

    @Override
    public Optional<Step> inverse(Host host) throws HostException {
        return Optional.of(
                new SetDriverOverride(function, Looks.function(host, function).driverOverride()));
    }
}
