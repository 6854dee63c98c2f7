package io.keelson.vf.step;

import io.keelson.vf.model.Code;
import io.keelson.vf.model.Errno;
import io.keelson.vf.model.HostException;
import io.keelson.vf.model.PciAddress;
import io.keelson.vf.model.Problem;
import io.keelson.vf.model.Subject;
import java.util.Optional;

/**
 * Creates VFs (0 to n) or removes all (n to 0). The kernel knows no other change and answers {@code EBUSY}; removing is
 * never refused by the kernel, however many pods use the VFs, so a planner must have looked.
 */
public record SetNumVfs(PciAddress pf, int count) implements Step {
    @Override
    public Subject subject() {
        return Subject.of(pf);
    }

    @Override
    public String describe() {
        return "sriov_numvfs = " + count;
    }

    @Override
    public Check check(Host host) throws HostException {
        PciBus.FunctionState now = Looks.function(host, pf);
        if (now.numVfs() == count) {
            return Check.DONE;
        }
        if (count > now.totalVfs()) {
            return Check.refused(aboveTotal(now.totalVfs()));
        }
        if (now.numVfs() != 0 && count != 0) {
            return Check.refused(busy(now.numVfs()));
        }
        return Check.READY;
    }

    @Override
    public void apply(Host host) throws HostException {
        try {
            host.pci().writeNumVfs(pf, count);
        } catch (HostException e) {
            if (Looks.failedWith(e, Errno.EBUSY)) {
                throw Looks.as(Code.NUMVFS_BUSY, e, "VFs exist already: somebody else changed the count");
            }
            if (Looks.failedWith(e, Errno.ERANGE)) {
                throw Looks.as(Code.NUMVFS_ABOVE_TOTAL, e, "ask for at most sriov_totalvfs");
            }
            throw e;
        }
    }

    /** As many VFs as there were; they are others then, and what was set on them is planned anew. */
    @Override
    public Optional<Step> inverse(Host host) throws HostException {
        return Optional.of(new SetNumVfs(pf, Looks.function(host, pf).numVfs()));
    }

    private Problem aboveTotal(int total) {
        return Problem.of(
                Code.NUMVFS_ABOVE_TOTAL,
                subject(),
                count + " VFs asked for, the device offers " + total,
                "ask for at most " + total + "; more may need a change in the NIC's firmware settings",
                Errno.ERANGE);
    }

    private Problem busy(int now) {
        return Problem.of(
                Code.NUMVFS_BUSY,
                subject(),
                "has " + now + " VFs; the kernel goes from " + now + " to " + count + " only by way of 0",
                "remove all VFs first, when no pod uses one",
                Errno.EBUSY);
    }
}
