package io.keelson.vf.netlink;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * One message of a datagram: the header's fields and what follows it.
 *
 * @param payload from position 0 to its limit, in host byte order
 */
record NetlinkMessage(int type, int flags, int sequence, int portId, ByteBuffer payload) {
    static final int NOOP = 1;
    static final int ERROR = 2;
    static final int DONE = 3;
    static final int OVERRUN = 4;

    private static final int NLM_F_DUMP_INTR = 0x10;

    /** The messages of a datagram, in order; a length that leaves the datagram is malformed. */
    static List<NetlinkMessage> parse(ByteBuffer datagram) throws MalformedNetlink {
        List<NetlinkMessage> messages = new ArrayList<>();
        int at = datagram.position();
        while (datagram.limit() - at >= NetlinkRequest.HEADER) {
            int length = datagram.getInt(at);
            if (length < NetlinkRequest.HEADER || length > datagram.limit() - at) {
                throw new MalformedNetlink("a message claims " + length + " of " + (datagram.limit() - at) + " bytes");
            }
            messages.add(new NetlinkMessage(
                    Short.toUnsignedInt(datagram.getShort(at + 4)),
                    Short.toUnsignedInt(datagram.getShort(at + 6)),
                    datagram.getInt(at + 8),
                    datagram.getInt(at + 12),
                    part(datagram, at + NetlinkRequest.HEADER, at + length)));
            at += Math.min(align(length), datagram.limit() - at);
        }
        if (at != datagram.limit()) {
            throw new MalformedNetlink(
                    "a datagram ends in " + (datagram.limit() - at) + " bytes too few for a message");
        }
        return messages;
    }

    /** Whether the table moved while it was being listed, so that the list may lack or repeat entries. */
    boolean isInterrupted() {
        return (flags & NLM_F_DUMP_INTR) != 0;
    }

    /** What follows the fixed part of this many bytes. */
    Attributes attributesAfter(int fixedPart) throws MalformedNetlink {
        return Attributes.parse(tail(fixedPart));
    }

    /** The payload from this byte on; shorter is malformed. */
    ByteBuffer tail(int from) throws MalformedNetlink {
        if (payload.limit() < from) {
            throw new MalformedNetlink("a message of type " + type + " has " + payload.limit() + " bytes");
        }
        return part(payload, from, payload.limit());
    }

    static int align(int length) {
        return (length + 3) & ~3;
    }

    static ByteBuffer part(ByteBuffer whole, int from, int to) {
        return whole.duplicate().limit(to).position(from).slice().order(ByteOrder.nativeOrder());
    }
}
