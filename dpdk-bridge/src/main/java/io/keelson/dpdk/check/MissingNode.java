package io.keelson.dpdk.check;

import io.keelson.dpdk.grant.DevPath;
import io.keelson.vf.model.Code;
import io.keelson.vf.model.DriverName;
import io.keelson.vf.model.Problem;
import io.keelson.vf.model.Subject;
import io.keelson.vf.model.Vf;

/** Why a device node that was promised with a VF is not there, as far as the VF's facts tell. */
public final class MissingNode {
    private MissingNode() {}

    /** The refusal, {@code DEVICE_NODE_MISSING}. */
    public static Problem of(Vf vf, DevPath node) {
        boolean bound = vf.driver().filter(DriverName.VFIO_PCI::equals).isPresent();
        String promised = "promised with " + vf.address() + " and not there: ";
        Subject subject = Subject.file(node);
        if (!bound) {
            return Problem.of(
                    Code.DEVICE_NODE_MISSING,
                    subject,
                    promised + "the VF is bound to "
                            + vf.driver().map(Object::toString).orElse("no driver"),
                    "see `keelson plan` for what would bind it to vfio-pci, and `keelson doctor`");
        }
        return Problem.of(
                Code.DEVICE_NODE_MISSING,
                subject,
                promised + "the VF is bound to vfio-pci, so the kernel has the node, but the /dev seen here has not",
                "let the agent see the host's /dev");
    }
}
