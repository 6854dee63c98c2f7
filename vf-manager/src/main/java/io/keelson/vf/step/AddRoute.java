package io.keelson.vf.step;

import io.keelson.vf.model.HostException;
import io.keelson.vf.model.Route;
import io.keelson.vf.model.Subject;
import java.util.Optional;

/** Adds a route through a netdev that is up. It has no inverse: it follows a move, and moving back drops it. */
public record AddRoute(LinkRef link, Route route) implements Step {
    @Override
    public Subject subject() {
        return new Subject(link.toString());
    }

    @Override
    public String describe() {
        return "add route " + route;
    }

    @Override
    public Check check(Host host) throws HostException {
        return host.addressing().routes(link).contains(route) ? Check.DONE : Check.READY;
    }

    @Override
    public void apply(Host host) throws HostException {
        host.addressing().addRoute(link, route);
    }

    @Override
    public Optional<Step> inverse(Host host) {
        return Optional.empty();
    }
}
