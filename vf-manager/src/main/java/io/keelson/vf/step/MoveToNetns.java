package io.keelson.vf.step;

import io.keelson.vf.model.Code;
import io.keelson.vf.model.Errno;
import io.keelson.vf.model.HostException;
import io.keelson.vf.model.IfName;
import io.keelson.vf.model.Netdev;
import io.keelson.vf.model.Netns;
import io.keelson.vf.model.PciAddress;
import io.keelson.vf.model.Subject;
import java.util.Optional;

/**
 * Moves a VF's netdev to another namespace under a new name, in one message. The kernel takes it down and drops its
 * addresses and routes on the way.
 */
public record MoveToNetns(PciAddress vf, Netns from, Netns to, IfName name) implements Step {
    @Override
    public Subject subject() {
        return Subject.of(vf);
    }

    @Override
    public String describe() {
        return "move netdev from " + from + " to " + to + " as " + name;
    }

    @Override
    public Check check(Host host) throws HostException {
        Optional<Netdev> there = host.links().find(new LinkRef(to, vf));
        if (there.isPresent()) {
            return there.get().name().equals(name) ? Check.DONE : Check.refused(otherName(there.get()));
        }
        return host.links().find(new LinkRef(from, vf)).isPresent()
                ? Check.READY
                : Check.refused(Looks.noNetdev(new LinkRef(from, vf)));
    }

    @Override
    public void apply(Host host) throws HostException {
        try {
            host.links().change(new LinkRef(from, vf), new LinkChange.MoveTo(to, name));
        } catch (HostException e) {
            throw Looks.failedWith(e, Errno.EEXIST)
                    ? Looks.as(Code.INTERFACE_EXISTS, e, "an interface named " + name + " is there already")
                    : e;
        }
    }

    @Override
    public Optional<Step> inverse(Host host) throws HostException {
        Optional<Netdev> here = host.links().find(new LinkRef(from, vf));
        return here.map(n -> new MoveToNetns(vf, to, from, n.name()));
    }

    private io.keelson.vf.model.Problem otherName(Netdev there) {
        return io.keelson.vf.model.Problem.of(
                Code.INTERFACE_EXISTS,
                subject(),
                "is in " + to + " already, as " + there.name(),
                "rename it, or let its owner release it");
    }
}
