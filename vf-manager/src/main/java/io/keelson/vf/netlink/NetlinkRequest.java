package io.keelson.vf.netlink;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * One request being written: a message header, a fixed part, then attributes, each padded to four bytes. Source:
 * {@code Documentation/userspace-api/netlink/intro.rst}.
 */
final class NetlinkRequest {
    static final int HEADER = 16;
    static final int NLM_F_REQUEST = 0x01;
    static final int NLM_F_ACK = 0x04;
    static final int NLM_F_DUMP = 0x300;
    static final int NLM_F_EXCL = 0x200;
    static final int NLM_F_CREATE = 0x400;
    static final int NLM_F_APPEND = 0x800;

    private static final int ATTRIBUTE_HEADER = 4;
    private static final int MAX = 4096;

    private final String purpose;
    private final int flags;
    private final ByteBuffer bytes = ByteBuffer.allocate(MAX).order(ByteOrder.nativeOrder());
    private final Deque<Integer> open = new ArrayDeque<>();

    private NetlinkRequest(String purpose, int type, int flags) {
        this.purpose = purpose;
        this.flags = flags | NLM_F_REQUEST;
        bytes.putInt(0)
                .putShort((short) type)
                .putShort((short) this.flags)
                .putInt(0)
                .putInt(0);
    }

    /** A question that one message answers. */
    static NetlinkRequest get(String purpose, int type) {
        return new NetlinkRequest(purpose, type, 0);
    }

    /** A question that a list of messages answers. */
    static NetlinkRequest dump(String purpose, int type) {
        return new NetlinkRequest(purpose, type, NLM_F_DUMP);
    }

    /** An order, to be acknowledged; {@code more} may add {@code NLM_F_CREATE} and its like. */
    static NetlinkRequest order(String purpose, int type, int more) {
        return new NetlinkRequest(purpose, type, NLM_F_ACK | more);
    }

    /** What it is for, in words for an error: {@code set link up}. */
    String purpose() {
        return purpose;
    }

    boolean isDump() {
        return (flags & NLM_F_DUMP) == NLM_F_DUMP && (flags & NLM_F_ACK) == 0;
    }

    boolean wantsAck() {
        return (flags & NLM_F_ACK) != 0;
    }

    NetlinkRequest u8(int value) {
        bytes.put((byte) value);
        return this;
    }

    NetlinkRequest u16(int value) {
        bytes.putShort((short) value);
        return this;
    }

    NetlinkRequest u32(int value) {
        bytes.putInt(value);
        return this;
    }

    NetlinkRequest zeros(int count) {
        bytes.put(new byte[count]);
        return this;
    }

    NetlinkRequest octets(byte[] value) {
        bytes.put(value);
        return this;
    }

    NetlinkRequest attribute(int type, byte[] value) {
        return nest(type).octets(value).end();
    }

    NetlinkRequest attributeU32(int type, int value) {
        return nest(type).u32(value).end();
    }

    /** ASCII text with the terminating zero the kernel expects. */
    NetlinkRequest attributeText(int type, String text) {
        return nest(type).octets(text.getBytes(StandardCharsets.US_ASCII)).u8(0).end();
    }

    /** Begins an attribute whose value is what is written until {@link #end}: plain values, or other attributes. */
    NetlinkRequest nest(int type) {
        open.push(bytes.position());
        bytes.putShort((short) 0).putShort((short) type);
        return this;
    }

    NetlinkRequest end() {
        int start = open.pop();
        int length = bytes.position() - start;
        if (length < ATTRIBUTE_HEADER || length > 0xffff) {
            throw new IllegalStateException("attribute of " + length + " bytes");
        }
        bytes.putShort(start, (short) length);
        while (bytes.position() % 4 != 0) {
            bytes.put((byte) 0);
        }
        return this;
    }

    /** The whole message under this sequence number. */
    ByteBuffer message(int sequence, int portId) {
        if (!open.isEmpty()) {
            throw new IllegalStateException("an attribute is not ended");
        }
        ByteBuffer message = bytes.duplicate().order(ByteOrder.nativeOrder()).flip();
        return message.putInt(0, message.limit()).putInt(8, sequence).putInt(12, portId);
    }
}
