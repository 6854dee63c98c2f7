package io.keelson.vf.step;

import io.keelson.vf.model.HostException;
import io.keelson.vf.model.MacAddress;
import io.keelson.vf.model.Subject;
import java.util.Optional;

/**
 * The netdev's own hardware address. A VF normally takes over the admin MAC when its driver probes, and then this
 * step finds nothing to do; drivers that do not are told here.
 */
public record SetLinkAddress(LinkRef link, MacAddress mac) implements Step {
    @Override
    public Subject subject() {
        return new Subject(link.toString());
    }

    @Override
    public String describe() {
        return "address = " + mac;
    }

    @Override
    public Check check(Host host) throws HostException {
        return Looks.netdev(host, link).mac().equals(Optional.of(mac)) ? Check.DONE : Check.READY;
    }

    @Override
    public void apply(Host host) throws HostException {
        host.links().change(link, new LinkChange.AddressTo(mac));
    }

    @Override
    public Optional<Step> inverse(Host host) throws HostException {
        return Looks.netdev(host, link).mac().map(before -> new SetLinkAddress(link, before));
    }
}
