package io.keelson.vf.netlink;

import io.keelson.vf.libc.Fd;
import io.keelson.vf.libc.Libc;
import io.keelson.vf.libc.LibcException;
import io.keelson.vf.model.Code;
import io.keelson.vf.model.Errno;
import io.keelson.vf.model.EswitchMode;
import io.keelson.vf.model.HostException;
import io.keelson.vf.model.Netns;
import io.keelson.vf.model.PciAddress;
import io.keelson.vf.model.Problem;
import io.keelson.vf.model.Subject;
import io.keelson.vf.netns.Namespaces;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Devlink, a family of generic netlink; its number is looked up once. A kernel without it knows no device. Source:
 * {@code Documentation/netlink/specs/devlink.yaml}, {@code Documentation/userspace-api/netlink/intro.rst}.
 */
public final class Devlink implements AutoCloseable {
    private static final Duration REPLY_WITHIN = Duration.ofSeconds(10);
    private static final int GENLMSGHDR = 4;
    private static final int GENL_ID_CTRL = 16;
    private static final int CTRL_CMD_GETFAMILY = 3;
    private static final int CTRL_VERSION = 2;
    private static final int CTRL_ATTR_FAMILY_ID = 1;
    private static final int CTRL_ATTR_FAMILY_NAME = 2;
    private static final int DEVLINK_VERSION = 1;
    private static final int CMD_ESWITCH_GET = 29;
    private static final int ATTR_BUS_NAME = 1;
    private static final int ATTR_DEV_NAME = 2;
    private static final int ATTR_ESWITCH_MODE = 25;
    private static final int LEGACY = 0;
    private static final int SWITCHDEV = 1;

    private final NetlinkSocket socket;
    private final OptionalInt family;

    /** Takes the socket over and asks which number devlink has. */
    public Devlink(NetlinkSocket socket) throws HostException {
        this.socket = socket;
        this.family = family(socket);
    }

    /** Devlink of the host's namespace. */
    public static Devlink open(Libc libc, Namespaces namespaces, MessageObserver observer) throws HostException {
        Fd fd = namespaces.socket(Netns.HOST, Libc.AF_NETLINK, Libc.SOCK_RAW, KernelWire.GENERIC);
        try {
            return new Devlink(new NetlinkSocket(KernelWire.forRequests(libc, fd, REPLY_WITHIN), observer));
        } catch (LibcException e) {
            throw NetlinkProblems.unreachable("open a generic netlink socket", new Subject("devlink"), e);
        } catch (HostException e) {
            fd.close();
            throw e;
        }
    }

    /** The eswitch mode of a PF, or empty where devlink does not know it or its driver has no eswitch. */
    public Optional<EswitchMode> eswitchMode(PciAddress pf) throws HostException {
        if (family.isEmpty()) {
            return Optional.empty();
        }
        NetlinkRequest request = NetlinkRequest.get("read the eswitch mode", family.getAsInt())
                .u8(CMD_ESWITCH_GET)
                .u8(DEVLINK_VERSION)
                .u16(0)
                .attributeText(ATTR_BUS_NAME, "pci")
                .attributeText(ATTR_DEV_NAME, pf.toString());
        OptionalInt mode = u16(socket, request, Subject.of(pf), ATTR_ESWITCH_MODE);
        if (mode.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(
                switch (mode.getAsInt()) {
                    case LEGACY -> EswitchMode.LEGACY;
                    case SWITCHDEV -> EswitchMode.SWITCHDEV;
                    default -> throw new HostException(unknownMode(pf, mode.getAsInt()));
                });
    }

    @Override
    public void close() {
        socket.close();
    }

    private static OptionalInt family(NetlinkSocket socket) throws HostException {
        NetlinkRequest request = NetlinkRequest.get("look up devlink", GENL_ID_CTRL)
                .u8(CTRL_CMD_GETFAMILY)
                .u8(CTRL_VERSION)
                .u16(0)
                .attributeText(CTRL_ATTR_FAMILY_NAME, "devlink");
        return u16(socket, request, new Subject("devlink"), CTRL_ATTR_FAMILY_ID);
    }

    /** One number of the reply; empty when what was asked about is not there, or has no such thing. */
    private static OptionalInt u16(NetlinkSocket socket, NetlinkRequest request, Subject subject, int attribute)
            throws HostException {
        try {
            List<NetlinkMessage> reply = socket.exchange(request, subject);
            return reply.isEmpty()
                    ? OptionalInt.empty()
                    : reply.get(0).attributesAfter(GENLMSGHDR).u16(attribute);
        } catch (MalformedNetlink e) {
            throw NetlinkProblems.malformed(request.purpose(), subject, e);
        } catch (HostException e) {
            Optional<Errno> errno = e.problem().errno();
            if (errno.equals(Optional.of(Errno.ENOENT))
                    || errno.equals(Optional.of(Errno.ENODEV))
                    || errno.equals(Optional.of(Errno.EOPNOTSUPP))) {
                return OptionalInt.empty();
            }
            throw e;
        }
    }

    private static Problem unknownMode(PciAddress pf, int mode) {
        return Problem.of(
                Code.NETLINK_MALFORMED,
                Subject.of(pf),
                "devlink reports an eswitch mode of number " + mode,
                "set it to legacy or switchdev with 'devlink dev eswitch set pci/" + pf + "'");
    }
}
