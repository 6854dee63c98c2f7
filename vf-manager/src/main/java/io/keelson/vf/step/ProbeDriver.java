package io.keelson.vf.step;

import io.keelson.vf.model.Code;
import io.keelson.vf.model.DriverName;
import io.keelson.vf.model.HostException;
import io.keelson.vf.model.PciAddress;
import io.keelson.vf.model.Problem;
import io.keelson.vf.model.Subject;
import java.util.Optional;

/**
 * Offers an unbound function to the drivers ({@code drivers_probe}). The kernel's write succeeds even when no driver took
 * it, so the check afterwards is what tells; {@code driver} absent means any.
 */
public record ProbeDriver(PciAddress function, Optional<DriverName> driver) implements Step {
    @Override
    public Subject subject() {
        return Subject.of(function);
    }

    @Override
    public String describe() {
        return "probe " + driver.map(DriverName::text).orElse("driver");
    }

    @Override
    public Check check(Host host) throws HostException {
        Optional<DriverName> now = Looks.function(host, function).driver();
        if (now.isEmpty()) {
            return Check.READY;
        }
        return driver.isEmpty() || driver.equals(now) ? Check.DONE : Check.refused(other(now.get()));
    }

    @Override
    public void apply(Host host) throws HostException {
        host.pci().writeBinding(function, PciBus.Binding.PROBE);
    }

    @Override
    public Optional<Step> inverse(Host host) throws HostException {
        return Looks.function(host, function).driver().isEmpty()
                ? Optional.of(new UnbindDriver(function))
                : Optional.empty();
    }

    private Problem other(DriverName now) {
        return Problem.of(
                Code.DRIVER_NOT_BOUND,
                subject(),
                "bound to " + now + ", not to " + describe().substring("probe ".length()),
                "see driver_override, and whether the wanted driver's module is loaded");
    }
}
