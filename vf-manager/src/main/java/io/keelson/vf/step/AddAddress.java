package io.keelson.vf.step;

import io.keelson.vf.model.HostException;
import io.keelson.vf.model.IfAddress;
import io.keelson.vf.model.Subject;
import java.util.Optional;

/** Puts an IP address on a netdev. It has no inverse: it follows a move, and moving back drops it. */
public record AddAddress(LinkRef link, IfAddress address) implements Step {
    @Override
    public Subject subject() {
        return new Subject(link.toString());
    }

    @Override
    public String describe() {
        return "add address " + address;
    }

    @Override
    public Check check(Host host) throws HostException {
        return host.addressing().addresses(link).contains(address) ? Check.DONE : Check.READY;
    }

    @Override
    public void apply(Host host) throws HostException {
        host.addressing().addAddress(link, address);
    }

    @Override
    public Optional<Step> inverse(Host host) {
        return Optional.empty();
    }
}
