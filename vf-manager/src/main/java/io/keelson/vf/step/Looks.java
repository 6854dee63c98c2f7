package io.keelson.vf.step;

import io.keelson.vf.model.Code;
import io.keelson.vf.model.Errno;
import io.keelson.vf.model.HostException;
import io.keelson.vf.model.Netdev;
import io.keelson.vf.model.PciAddress;
import io.keelson.vf.model.Problem;
import io.keelson.vf.model.Subject;
import java.util.Optional;

/** What several steps ask the host alike, and how they name what they miss. */
final class Looks {
    private Looks() {}

    static PciBus.FunctionState function(Host host, PciAddress address) throws HostException {
        return host.pci().find(address).orElseThrow(() -> new HostException(missing(address)));
    }

    static Netdev netdev(Host host, LinkRef link) throws HostException {
        return host.links().find(link).orElseThrow(() -> new HostException(noNetdev(link)));
    }

    static Problem missing(PciAddress address) {
        return Problem.of(
                Code.VF_NOT_FOUND,
                Subject.of(address),
                "no PCI function at this address",
                "run 'keelson inventory': the VF may have been removed",
                Errno.ENODEV);
    }

    static Problem noNetdev(LinkRef link) {
        return Problem.of(
                Code.VF_NETDEV_MISSING,
                Subject.of(link.device()),
                "no netdev of this function in namespace " + link.netns(),
                "run 'keelson inventory': see which driver it is bound to");
    }

    /** The same failure under the step's own code, keeping detail and errno. */
    static HostException as(Code code, HostException e, String hint) {
        Problem p = e.problem();
        if (p.code() != Code.KERNEL_REFUSED) {
            return e;
        }
        return new HostException(new Problem(code, p.subject(), p.detail(), hint, p.errno()), e);
    }

    static boolean failedWith(HostException e, Errno errno) {
        return e.problem().errno().equals(Optional.of(errno));
    }
}
