package io.keelson.vf.testing;

import io.keelson.vf.libc.LibcException;
import io.keelson.vf.model.Errno;
import io.keelson.vf.model.HostException;
import io.keelson.vf.model.Netns;
import io.keelson.vf.netlink.MessageObserver;
import io.keelson.vf.netlink.NetlinkSocket;
import io.keelson.vf.netlink.NetlinkWire;
import io.keelson.vf.netlink.RouteNetlink;
import io.keelson.vf.netlink.RouteSockets;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;

/** A kernel at the other end of a netlink socket: a function from a request to the datagrams it answers with. */
public final class FakeNetlink implements RouteSockets {
    /** The port id of every socket to this kernel. */
    public static final int PORT = 7777;

    private final Kernel kernel;
    private final List<Request> requests = new ArrayList<>();

    public FakeNetlink(Kernel kernel) {
        this.kernel = kernel;
    }

    /** A request as it arrived: the header's fields, and what follows it. */
    public record Request(int type, int flags, int sequence, int port, ByteBuffer payload) {
        /** The payload's bytes. */
        public byte[] bytes() {
            byte[] bytes = new byte[payload.remaining()];
            payload.duplicate().get(bytes);
            return bytes;
        }
    }

    /** Answers a request; an exception is what the next receive fails with. */
    @FunctionalInterface
    public interface Kernel {
        List<byte[]> answer(Request request) throws LibcException;
    }

    /** What was asked so far. */
    public List<Request> requests() {
        return List.copyOf(requests);
    }

    /** A socket to it. */
    public NetlinkSocket socket(MessageObserver observer) {
        return new NetlinkSocket(new Wire(), observer);
    }

    /** The same kernel whatever the namespace. */
    @Override
    public <T> T in(Netns netns, Talk<T> talk) throws HostException {
        try (NetlinkSocket socket = socket(MessageObserver.NONE)) {
            return talk.with(new RouteNetlink(socket));
        }
    }

    private final class Wire implements NetlinkWire {
        private final Queue<byte[]> answers = new ArrayDeque<>();
        private LibcException failure = new LibcException("recvfrom", Errno.EAGAIN);

        @Override
        public int portId() {
            return PORT;
        }

        @Override
        public void send(ByteBuffer message) {
            ByteBuffer m = message.duplicate().order(ByteOrder.nativeOrder());
            if (m.getInt(0) != m.remaining()) {
                throw new IllegalStateException("the header claims " + m.getInt(0) + " of " + m.remaining() + " bytes");
            }
            Request request = new Request(
                    Short.toUnsignedInt(m.getShort(4)),
                    Short.toUnsignedInt(m.getShort(6)),
                    m.getInt(8),
                    m.getInt(12),
                    m.position(16).slice().order(ByteOrder.nativeOrder()));
            requests.add(request);
            try {
                answers.addAll(kernel.answer(request));
            } catch (LibcException e) {
                failure = e;
            }
        }

        @Override
        public ByteBuffer receive() throws LibcException {
            byte[] next = answers.poll();
            if (next == null) {
                throw failure;
            }
            return ByteBuffer.wrap(next).order(ByteOrder.nativeOrder());
        }

        @Override
        public void close() {
            answers.clear();
        }
    }
}
