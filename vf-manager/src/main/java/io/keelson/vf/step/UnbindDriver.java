package io.keelson.vf.step;

import io.keelson.vf.model.HostException;
import io.keelson.vf.model.PciAddress;
import io.keelson.vf.model.Subject;
import java.util.Optional;

/** Takes the function from its driver; a netdev it had is gone, in whatever namespace it was. */
public record UnbindDriver(PciAddress function) implements Step {
    @Override
    public Subject subject() {
        return Subject.of(function);
    }

    @Override
    public String describe() {
        return "unbind driver";
    }

    @Override
    public Check check(Host host) throws HostException {
        return Looks.function(host, function).driver().isEmpty() ? Check.DONE : Check.READY;
    }

    @Override
    public void apply(Host host) throws HostException {
        host.pci().writeBinding(function, PciBus.Binding.UNBIND);
    }

    @Override
    public Optional<Step> inverse(Host host) throws HostException {
        return Optional.of(
                new ProbeDriver(function, Looks.function(host, function).driver()));
    }
}
