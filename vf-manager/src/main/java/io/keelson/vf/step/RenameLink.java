package io.keelson.vf.step;

import io.keelson.vf.model.HostException;
import io.keelson.vf.model.IfName;
import io.keelson.vf.model.Subject;
import java.util.Optional;

/** Gives a netdev another name in its namespace; it has to be down on kernels before 6.2. */
public record RenameLink(LinkRef link, IfName name) implements Step {
    @Override
    public Subject subject() {
        return new Subject(link.toString());
    }

    @Override
    public String describe() {
        return "rename netdev to " + name;
    }

    @Override
    public Check check(Host host) throws HostException {
        return Looks.netdev(host, link).name().equals(name) ? Check.DONE : Check.READY;
    }

    @Override
    public void apply(Host host) throws HostException {
        host.links().change(link, new LinkChange.NameTo(name));
    }

    @Override
    public Optional<Step> inverse(Host host) throws HostException {
        return Optional.of(new RenameLink(link, Looks.netdev(host, link).name()));
    }
}
