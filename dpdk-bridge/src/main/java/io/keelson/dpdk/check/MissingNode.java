package io.keelson.dpdk.check;

import io.keelson.dpdk.grant.DevPath;
import io.keelson.vf.model.Code;
import io.keelson.vf.model.DriverName;
import io.keelson.vf.model.Problem;
import io.keelson.vf.model.Subject;
import java.util.Optional;

/** Why a device node that was promised with a device is not there, as far as the device's facts tell. */
public final class MissingNode {
    private static final String SEEN = "let the agent see the host's /dev";

    private MissingNode() {}

    /**
     * The refusal, {@code DEVICE_NODE_MISSING}.
     *
     * @param device its id
     * @param driver what it is bound to
     */
    public static Problem of(String device, Optional<DriverName> driver, DevPath node) {
        String promised = "promised with " + device + " and not there: ";
        boolean bound = driver.filter(DriverName.VFIO_PCI::equals).isPresent();
        if (node.text().startsWith("/dev/vfio/") && !bound) {
            return problem(
                    node,
                    promised + "it is bound to " + driver.map(Object::toString).orElse("no driver"),
                    "see `keelson plan` for what would bind it to vfio-pci, and `keelson doctor`");
        }
        if (node.equals(DevPath.VHOST_NET) || node.equals(DevPath.TUN)) {
            return problem(
                    node, promised + "the kernel has no such device", "load the modules vhost_net and tun; or " + SEEN);
        }
        String why = bound
                ? "it is bound to vfio-pci, so the kernel has the node, but the /dev seen here has not"
                : "its driver made it, but the /dev seen here has it not";
        return problem(node, promised + why, SEEN);
    }

    private static Problem problem(DevPath node, String detail, String hint) {
        return Problem.of(Code.DEVICE_NODE_MISSING, Subject.file(node), detail, hint);
    }
}
