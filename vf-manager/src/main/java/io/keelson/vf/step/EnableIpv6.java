package io.keelson.vf.step;

import io.keelson.vf.model.HostException;
import io.keelson.vf.model.Subject;
import java.util.Optional;

/** Turns IPv6 on for a netdev before it gets an IPv6 address; container runtimes start pods with it off. */
public record EnableIpv6(LinkRef link) implements Step {
    @Override
    public Subject subject() {
        return new Subject(link.toString());
    }

    @Override
    public String describe() {
        return "disable_ipv6 = 0";
    }

    @Override
    public Check check(Host host) throws HostException {
        return host.addressing().ipv6Enabled(link) ? Check.DONE : Check.READY;
    }

    @Override
    public void apply(Host host) throws HostException {
        host.addressing().enableIpv6(link, true);
    }

    @Override
    public Optional<Step> inverse(Host host) {
        return Optional.empty();
    }
}
