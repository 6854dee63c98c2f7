package io.keelson.vf.netlink;

import io.keelson.vf.libc.Fd;
import io.keelson.vf.libc.Libc;
import io.keelson.vf.libc.LibcException;
import io.keelson.vf.model.Code;
import io.keelson.vf.model.DdpProfile;
import io.keelson.vf.model.Errno;
import io.keelson.vf.model.EswitchMode;
import io.keelson.vf.model.HostException;
import io.keelson.vf.model.Netns;
import io.keelson.vf.model.PciAddress;
import io.keelson.vf.model.Problem;
import io.keelson.vf.model.Subject;
import io.keelson.vf.netlink.Link.Parent;
import io.keelson.vf.netns.Namespaces;
import java.nio.ByteBuffer;
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
    private static final int CMD_INFO_GET = 51;
    private static final int ATTR_ESWITCH_MODE = 25;
    private static final int ATTR_INFO_VERSION_RUNNING = 101;
    private static final int ATTR_INFO_VERSION_NAME = 103;
    private static final int ATTR_INFO_VERSION_VALUE = 104;
    private static final String DDP_PACKAGE = "fw.app.name";
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
        return eswitchMode(pci(pf));
    }

    /** The same of a device on any bus. */
    public Optional<EswitchMode> eswitchMode(Parent device) throws HostException {
        if (family.isEmpty()) {
            return Optional.empty();
        }
        NetlinkRequest request = request("read the eswitch mode", family.getAsInt(), CMD_ESWITCH_GET, device);
        OptionalInt mode = u16(socket, request, new Subject(device.name()), ATTR_ESWITCH_MODE);
        if (mode.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(
                switch (mode.getAsInt()) {
                    case LEGACY -> EswitchMode.LEGACY;
                    case SWITCHDEV -> EswitchMode.SWITCHDEV;
                    default -> throw new HostException(unknownMode(device, mode.getAsInt()));
                });
    }

    /**
     * The DDP package that a PF's NIC runs, or empty where devlink does not know it or it runs none, or one without a usable name.
     * Takes the driver some commands to its firmware.
     */
    public Optional<DdpProfile> ddpProfile(PciAddress pf) throws HostException {
        return ddpProfile(pci(pf));
    }

    /** The same of a device on any bus. */
    public Optional<DdpProfile> ddpProfile(Parent device) throws HostException {
        if (family.isEmpty()) {
            return Optional.empty();
        }
        NetlinkRequest request = request("read the firmware's versions", family.getAsInt(), CMD_INFO_GET, device);
        try {
            Optional<Attributes> reply = reply(socket, request, new Subject(device.name()));
            return reply.isPresent() ? ddpProfile(reply.get()) : Optional.empty();
        } catch (MalformedNetlink e) {
            throw NetlinkProblems.malformed(request.purpose(), new Subject(device.name()), e);
        }
    }

    @Override
    public void close() {
        socket.close();
    }

    private static Parent pci(PciAddress pf) {
        return new Parent("pci", pf.toString());
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
            Optional<Attributes> reply = reply(socket, request, subject);
            return reply.isPresent() ? reply.get().u16(attribute) : OptionalInt.empty();
        } catch (MalformedNetlink e) {
            throw NetlinkProblems.malformed(request.purpose(), subject, e);
        }
    }

    private static Optional<Attributes> reply(NetlinkSocket socket, NetlinkRequest request, Subject subject)
            throws HostException, MalformedNetlink {
        try {
            List<NetlinkMessage> reply = socket.exchange(request, subject);
            return reply.isEmpty() ? Optional.empty() : Optional.of(reply.get(0).attributesAfter(GENLMSGHDR));
        } catch (HostException e) {
            Optional<Errno> errno = e.problem().errno();
            if (errno.equals(Optional.of(Errno.ENOENT))
                    || errno.equals(Optional.of(Errno.ENODEV))
                    || errno.equals(Optional.of(Errno.EOPNOTSUPP))) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private static NetlinkRequest request(String purpose, int family, int command, Parent device) {
        return NetlinkRequest.get(purpose, family)
                .u8(command)
                .u8(DEVLINK_VERSION)
                .u16(0)
                .attributeText(ATTR_BUS_NAME, device.bus())
                .attributeText(ATTR_DEV_NAME, device.name());
    }

    private static Optional<DdpProfile> ddpProfile(Attributes info) throws MalformedNetlink {
        for (ByteBuffer version : info.all(ATTR_INFO_VERSION_RUNNING)) {
            Attributes pair = Attributes.parse(version);
            if (pair.text(ATTR_INFO_VERSION_NAME).equals(Optional.of(DDP_PACKAGE))) {
                return pair.text(ATTR_INFO_VERSION_VALUE).flatMap(DdpProfile::parse);
            }
        }
        return Optional.empty();
    }

    private static Problem unknownMode(Parent device, int mode) {
        return Problem.of(
                Code.NETLINK_MALFORMED,
                new Subject(device.name()),
                "devlink reports an eswitch mode of number " + mode,
                "set it to legacy or switchdev with 'devlink dev eswitch set " + device.bus() + "/" + device.name()
                        + "'");
    }
}
