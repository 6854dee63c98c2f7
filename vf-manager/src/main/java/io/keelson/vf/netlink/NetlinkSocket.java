package io.keelson.vf.netlink;

import io.keelson.vf.libc.LibcException;
import io.keelson.vf.model.Code;
import io.keelson.vf.model.HostException;
import io.keelson.vf.model.Problem;
import io.keelson.vf.model.Subject;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Asks the kernel one thing at a time and hears it out. Replies to an earlier request that was given up are passed over by
 * their sequence number. A list that the kernel calls interrupted is asked for again, three times at most.
 *
 * <p>Fails with {@code KERNEL_REFUSED}, the errno and the text of the extended acknowledgement; with
 * {@code KERNEL_UNREACHABLE} when no reply came or some were lost; with {@code NETLINK_MALFORMED}; with
 * {@code HOST_CHANGING} when no list came through whole.
 */
public final class NetlinkSocket implements AutoCloseable {
    private static final int LIST_TRIES = 3;

    private final NetlinkWire wire;
    private final MessageObserver observer;
    private final ReentrantLock lock = new ReentrantLock();
    private int sequence;

    /** Takes over the wire. */
    public NetlinkSocket(NetlinkWire wire, MessageObserver observer) {
        this.wire = wire;
        this.observer = observer;
    }

    /** The messages that answer the request; none for an order. */
    List<NetlinkMessage> exchange(NetlinkRequest request, Subject subject) throws HostException {
        lock.lock();
        try {
            for (int i = 0; i < LIST_TRIES; i++) {
                Conversation once = converse(request, subject);
                if (!once.isInterrupted()) {
                    return once.answers();
                }
            }
            throw new HostException(Problem.of(
                    Code.HOST_CHANGING,
                    subject,
                    request.purpose() + ": the list changed while it was read, " + LIST_TRIES + " times",
                    "try again"));
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            wire.close();
        } finally {
            lock.unlock();
        }
    }

    private Conversation converse(NetlinkRequest request, Subject subject) throws HostException {
        sequence++;
        Conversation talk = new Conversation(request, sequence, wire.portId());
        try {
            observer.sending(request.purpose());
            wire.send(request.message(sequence, wire.portId()));
            while (!talk.isOver()) {
                for (NetlinkMessage message : NetlinkMessage.parse(wire.receive())) {
                    talk.hear(message);
                }
            }
        } catch (LibcException e) {
            throw NetlinkProblems.unreachable(request.purpose(), subject, e);
        } catch (MalformedNetlink e) {
            throw NetlinkProblems.malformed(request.purpose(), subject, e);
        }
        if (talk.refusal().isPresent()) {
            throw NetlinkProblems.refused(
                    request.purpose(), subject, talk.refusal().get());
        }
        return talk;
    }
}
