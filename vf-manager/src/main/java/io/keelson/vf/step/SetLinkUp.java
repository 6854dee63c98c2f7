package io.keelson.vf.step;

import io.keelson.vf.model.HostException;
import io.keelson.vf.model.Subject;
import java.util.Optional;

/** Brings a netdev administratively up or down. */
public record SetLinkUp(LinkRef link, boolean up) implements Step {
    @Override
    public Subject subject() {
        return new Subject(link.toString());
    }

    @Override
    public String describe() {
        return up ? "link up" : "link down";
    }

    @Override
    public Check check(Host host) throws HostException {
        return Looks.netdev(host, link).up() == up ? Check.DONE : Check.READY;
    }

    @Override
    public void apply(Host host) throws HostException {
        host.links().change(link, new LinkChange.Up(up));
    }

    @Override
    public Optional<Step> inverse(Host host) {
        return Optional.of(new SetLinkUp(link, !up));
    }
}
