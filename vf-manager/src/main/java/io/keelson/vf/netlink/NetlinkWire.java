package io.keelson.vf.netlink;

import io.keelson.vf.libc.LibcException;
import java.nio.ByteBuffer;

/** Datagrams to the kernel and back on one netlink socket; for one user at a time. */
public interface NetlinkWire extends AutoCloseable {
    /** The socket's port id, which the kernel's replies carry. */
    int portId();

    /** Sends one message; the kernel has handled it when this returns. */
    void send(ByteBuffer message) throws LibcException;

    /**
     * The next datagram from the kernel, whole, in host byte order and valid until the next call. Fails with {@code EAGAIN}
     * when none came in time and with {@code ENOBUFS} when some were lost.
     */
    ByteBuffer receive() throws LibcException;

    @Override
    void close();
}
