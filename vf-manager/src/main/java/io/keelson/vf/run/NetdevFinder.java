package io.keelson.vf.run;

import io.keelson.vf.model.Code;
import io.keelson.vf.model.HostException;
import io.keelson.vf.model.IfName;
import io.keelson.vf.model.Netns;
import io.keelson.vf.model.Problem;
import io.keelson.vf.model.Subject;
import io.keelson.vf.netlink.Link;
import io.keelson.vf.netlink.RouteNetlink;
import io.keelson.vf.step.LinkRef;
import java.util.Optional;

/**
 * Finds the netdev of a function in a namespace: by the index it had there a moment ago, where the kernel still names the
 * function as its parent; else on the host by the name sysfs gives, elsewhere, where sysfs does not reach, by looking at all
 * netdevs of the namespace, which are few.
 */
public final class NetdevFinder {
    private final HostNetdevs hostNetdevs;
    private final NetdevMatch match;
    private final Sightings sightings;

    public NetdevFinder(HostNetdevs hostNetdevs, NetdevMatch match, Sightings sightings) {
        this.hostNetdevs = hostNetdevs;
        this.match = match;
        this.sightings = sightings;
    }

    /** The netdev, or empty when it is not in this namespace; {@code netlink} must be of that namespace. */
    Optional<Link> find(RouteNetlink netlink, LinkRef ref) throws HostException {
        Optional<Link> found = again(netlink, ref);
        if (found.isEmpty()) {
            found = search(netlink, ref);
        }
        found.ifPresentOrElse(link -> sightings.seen(ref, link.ifindex()), () -> sightings.gone(ref));
        return found;
    }

    private Optional<Link> again(RouteNetlink netlink, LinkRef ref) throws HostException {
        Optional<Integer> ifindex = sightings.of(ref);
        return ifindex.isEmpty()
                ? Optional.empty()
                : netlink.link(ifindex.get(), Subject.of(ref.device())).filter(link -> match.test(ref.device(), link));
    }

    private Optional<Link> search(RouteNetlink netlink, LinkRef ref) throws HostException {
        Subject subject = Subject.of(ref.device());
        if (ref.netns() instanceof Netns.Host) {
            Optional<IfName> name = hostNetdevs.of(ref.device());
            return name.isPresent() ? netlink.link(name.get(), subject) : Optional.empty();
        }
        return netlink.links(subject).stream()
                .filter(link -> match.test(ref.device(), link))
                .findFirst();
    }

    /** As {@link #find}; not there is {@code VF_NETDEV_MISSING}. */
    Link require(RouteNetlink netlink, LinkRef ref) throws HostException {
        return find(netlink, ref)
                .orElseThrow(() -> new HostException(Problem.of(
                        Code.VF_NETDEV_MISSING,
                        Subject.of(ref.device()),
                        "no netdev of this function in namespace " + ref.netns(),
                        "run 'keelson inventory': see which driver it is bound to, or whether it was moved")));
    }

    /** Its index as last sighted, without looking again; else as {@link #require}. */
    int ifindex(RouteNetlink netlink, LinkRef ref) throws HostException {
        Optional<Integer> known = sightings.of(ref);
        return known.isPresent() ? known.get() : require(netlink, ref).ifindex();
    }

    /** It went there, if all went well: most often under the same index, which the next look confirms. */
    void moved(LinkRef from, LinkRef to, int ifindex) {
        sightings.gone(from);
        sightings.seen(to, ifindex);
    }
}
