package io.keelson.vf.step;

import io.keelson.vf.model.Code;
import io.keelson.vf.model.Errno;
import io.keelson.vf.model.HostException;
import io.keelson.vf.model.Netdev;
import io.keelson.vf.model.PciAddress;
import io.keelson.vf.model.Problem;
import io.keelson.vf.model.Subject;
import io.keelson.vf.model.VfIndex;
import io.keelson.vf.model.VfSettings;
import java.util.Optional;

/**
 * What the PF shall hold about a VF, in one RTM_SETLINK that carries only what differs.
 *
 * @param demanded whether an attribute the driver does not report at all is a refusal (a tenant asked for it) or is left
 *     out (a baseline, which is what the driver can tell)
 */
public record SetVfAttributes(PciAddress pf, VfIndex vf, VfSettings settings, boolean demanded) implements Step {
    @Override
    public Subject subject() {
        return new Subject(pf + " vf " + vf);
    }

    @Override
    public String describe() {
        return settings.toString();
    }

    @Override
    public Check check(Host host) throws HostException {
        VfSettings now = current(host);
        VfSettings unreported = settings.unreportedBy(now);
        if (demanded && !unreported.isEmpty()) {
            return Check.refused(unreported(unreported));
        }
        return settings.differingFrom(now).isEmpty() ? Check.DONE : Check.READY;
    }

    @Override
    public void apply(Host host) throws HostException {
        VfSettings changes = settings.differingFrom(current(host));
        try {
            host.vfTable().set(pf, vf, changes);
        } catch (HostException e) {
            if (changes.hasRate() && Looks.failedWith(e, Errno.EINVAL) && !pfHasCarrier(host)) {
                throw new HostException(rateWithoutLink(e), e);
            }
            throw Looks.as(Code.VF_ATTRIBUTE_REFUSED, e, "the driver of the PF refuses one of: " + changes);
        }
    }

    private boolean pfHasCarrier(Host host) throws HostException {
        return host.links().find(LinkRef.onHost(pf)).flatMap(Netdev::carrier).orElse(false);
    }

    private Problem rateWithoutLink(HostException e) {
        return new Problem(
                Code.PF_DOWN,
                subject(),
                e.problem().detail() + "; the PF has no link to compare the rate with",
                "try again when the PF's link is up: it goes away for seconds when VFs come or go",
                e.problem().errno());
    }

    @Override
    public Optional<Step> inverse(Host host) throws HostException {
        VfSettings before = current(host).within(settings);
        return Optional.of(new SetVfAttributes(pf, vf, before, false));
    }

    @Override
    public boolean appliesInParts() {
        return true;
    }

    private VfSettings current(Host host) throws HostException {
        return host.vfTable().settings(pf, vf).orElseThrow(() -> new HostException(noSuchVf()));
    }

    private Problem noSuchVf() {
        return Problem.of(Code.VF_NOT_FOUND, subject(), "the PF reports no such VF", "run 'keelson inventory'");
    }

    private Problem unreported(VfSettings what) {
        return Problem.of(
                Code.VF_ATTRIBUTE_REFUSED,
                subject(),
                "the PF's driver does not support: " + what,
                "leave it out, or use a NIC that has it");
    }
}
