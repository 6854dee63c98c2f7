package io.keelson.vf.step;

import io.keelson.vf.model.HostException;
import io.keelson.vf.model.Mtu;
import io.keelson.vf.model.Subject;
import java.util.Optional;

/** Sets a netdev's MTU. On a PF that disturbs running VFs on some drivers, so planners do it only while none is in use. */
public record SetMtu(LinkRef link, Mtu mtu) implements Step {
    @Override
    public Subject subject() {
        return new Subject(link.toString());
    }

    @Override
    public String describe() {
        return "mtu = " + mtu;
    }

    @Override
    public Check check(Host host) throws HostException {
        return Looks.netdev(host, link).mtu().equals(Optional.of(mtu)) ? Check.DONE : Check.READY;
    }

    @Override
    public void apply(Host host) throws HostException {
        host.links().change(link, new LinkChange.MtuTo(mtu));
    }

    @Override
    public Optional<Step> inverse(Host host) throws HostException {
        return Looks.netdev(host, link).mtu().map(before -> new SetMtu(link, before));
    }
}
