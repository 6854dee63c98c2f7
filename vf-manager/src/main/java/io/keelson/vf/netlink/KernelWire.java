package io.keelson.vf.netlink;

import io.keelson.vf.libc.Datagram;
import io.keelson.vf.libc.Fd;
import io.keelson.vf.libc.Libc;
import io.keelson.vf.libc.LibcException;
import io.keelson.vf.model.Errno;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;

/** A netlink socket of the kernel. Source: man 7 netlink. */
final class KernelWire implements NetlinkWire {
    static final int ROUTE = 0;
    static final int KOBJECT_UEVENT = 15;
    static final int GENERIC = 16;

    private static final int SOL_NETLINK = 270;
    private static final int NETLINK_CAP_ACK = 10;
    private static final int NETLINK_EXT_ACK = 11;
    private static final int NETLINK_GET_STRICT_CHK = 12;
    private static final Errno ENOPROTOOPT = new Errno(92);
    private static final Errno EMSGSIZE = new Errno(90);
    private static final int FIRST_ROOM = 1024;
    private static final int MAX_ROOM = 1024 * 1024;
    private static final int SOCKADDR_NL = 12;

    private final Libc libc;
    private final Fd fd;
    private final int portId;
    private final int receiveFlags;
    private ByteBuffer room = buffer(FIRST_ROOM);

    private KernelWire(Libc libc, Fd fd, int portId, int receiveFlags) {
        this.libc = libc;
        this.fd = fd;
        this.portId = portId;
        this.receiveFlags = receiveFlags;
    }

    /** Makes a fresh netlink socket ready for requests; takes the descriptor over, also when it fails. */
    static KernelWire forRequests(Libc libc, Fd fd, Duration timeout) throws LibcException {
        try {
            libc.setOption(fd, Libc.SOL_SOCKET, Libc.SO_RCVTIMEO, timeval(timeout));
            for (int option : new int[] {NETLINK_CAP_ACK, NETLINK_EXT_ACK, NETLINK_GET_STRICT_CHK}) {
                setIfKnown(libc, fd, option);
            }
            return bound(libc, fd, 0, 0);
        } catch (LibcException e) {
            fd.close();
            throw e;
        }
    }

    /** Makes a fresh netlink socket a listener to multicast groups (a bit mask), never waiting; takes the descriptor over. */
    static KernelWire forGroups(Libc libc, Fd fd, int groups, int bufferBytes) throws LibcException {
        try {
            libc.setOption(fd, Libc.SOL_SOCKET, Libc.SO_RCVBUFFORCE, integer(bufferBytes));
            return bound(libc, fd, groups, Libc.MSG_DONTWAIT);
        } catch (LibcException e) {
            fd.close();
            throw e;
        }
    }

    private static KernelWire bound(Libc libc, Fd fd, int groups, int receiveFlags) throws LibcException {
        libc.bind(fd, address(groups));
        byte[] name = libc.name(fd);
        int port = ByteBuffer.wrap(name).order(ByteOrder.nativeOrder()).getInt(4);
        return new KernelWire(libc, fd, port, receiveFlags);
    }

    Fd fd() {
        return fd;
    }

    @Override
    public int portId() {
        return portId;
    }

    @Override
    public void send(ByteBuffer message) throws LibcException {
        ByteBuffer direct = buffer(message.remaining());
        direct.put(message.duplicate()).flip();
        libc.send(fd, direct, address(0));
    }

    @Override
    public ByteBuffer receive() throws LibcException {
        while (true) {
            int length = libc.receive(fd, room, 0, receiveFlags | Libc.MSG_PEEK | Libc.MSG_TRUNC)
                    .length();
            if (length > MAX_ROOM) {
                libc.receive(fd, room, 0, receiveFlags);
                throw new LibcException("recvfrom", EMSGSIZE);
            }
            if (length > room.capacity()) {
                room = buffer(Math.min(MAX_ROOM, Integer.highestOneBit(length) * 2));
            }
            Datagram datagram = libc.receive(fd, room, room.capacity(), receiveFlags | Libc.MSG_TRUNC);
            if (isFromKernel(datagram) && datagram.length() <= room.capacity()) {
                return room.duplicate().order(ByteOrder.nativeOrder()).limit(datagram.length());
            }
        }
    }

    @Override
    public void close() {
        fd.close();
    }

    /** Any process may send to a netlink socket; the kernel alone has port 0. */
    private static boolean isFromKernel(Datagram datagram) {
        ByteBuffer sender = datagram.sender();
        return sender.remaining() >= SOCKADDR_NL && sender.getShort(0) == Libc.AF_NETLINK && sender.getInt(4) == 0;
    }

    private static byte[] address(int groups) {
        return structure(SOCKADDR_NL)
                .putShort(0, (short) Libc.AF_NETLINK)
                .putInt(8, groups)
                .array();
    }

    private static void setIfKnown(Libc libc, Fd fd, int option) throws LibcException {
        try {
            libc.setOption(fd, SOL_NETLINK, option, integer(1));
        } catch (LibcException e) {
            if (!e.is(ENOPROTOOPT)) {
                throw e;
            }
        }
    }

    private static byte[] timeval(Duration time) {
        return structure(2 * Long.BYTES)
                .putLong(0, time.toSeconds())
                .putLong(Long.BYTES, time.toNanosPart() / 1000)
                .array();
    }

    private static byte[] integer(int value) {
        return structure(Integer.BYTES).putInt(0, value).array();
    }

    private static ByteBuffer structure(int bytes) {
        return ByteBuffer.allocate(bytes).order(ByteOrder.nativeOrder());
    }

    private static ByteBuffer buffer(int bytes) {
        return ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
    }
}
