package io.keelson.vf.step;

import io.keelson.vf.model.AltName;
import io.keelson.vf.model.Code;
import io.keelson.vf.model.HostException;
import io.keelson.vf.model.Problem;
import io.keelson.vf.model.Subject;
import java.util.Optional;
import java.util.Set;

/**
 * Takes all further names of a netdev away: a tenant's must not come home with it, and those of udev are given again where it
 * arrives. Refused with {@code INTERFACE_EXISTS} where there are more than {@value #MOST}: a new probe takes those.
 */
public record DropAltNames(LinkRef link) implements Step {
    /** What one message to the kernel can name. */
    static final int MOST = 16;

    @Override
    public Subject subject() {
        return new Subject(link.toString());
    }

    @Override
    public String describe() {
        return "drop altnames";
    }

    @Override
    public Check check(Host host) throws HostException {
        Optional<Set<AltName>> names = host.links().altNames(link);
        if (names.isEmpty() || names.get().size() > MOST) {
            return new Check.Refused(Problem.of(
                    Code.INTERFACE_EXISTS,
                    subject(),
                    "has more altnames than can be taken away",
                    "unbind and bind its driver, as `release: rebind` does"));
        }
        return names.get().isEmpty() ? Check.DONE : Check.READY;
    }

    @Override
    public void apply(Host host) throws HostException {
        host.links()
                .change(
                        link,
                        new LinkChange.WithoutAltNames(
                                host.links().altNames(link).orElseThrow()));
    }

    /** A tenant's names are not given again. */
    @Override
    public Optional<Step> inverse(Host host) {
        return Optional.empty();
    }
}
