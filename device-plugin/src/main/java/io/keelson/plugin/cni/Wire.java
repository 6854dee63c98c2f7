package io.keelson.plugin.cni;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The bytes on the agent's socket, as {@code docs/cni.md} lays them down; big-endian.
 *
 * <p>A header of 16 bytes - magic, u16 version, u16 kind, two u32 words - then the parts. The agent speaks the newest version
 * and the one before, and answers in the version it was asked in.
 */
final class Wire {
    static final int MAGIC = 0x4b45454c; // KEEL
    static final int VERSION = 1;
    /** Version 1 is the first. */
    static final int OLDEST_VERSION = Math.max(1, VERSION - 1);

    static final int HEADER_BYTES = 16;
    static final int KIND_CNI = 1;
    static final int KIND_COMMAND = 2;
    static final int KIND_REPLY = 0x8000;
    /** The kind of a reply to a version the agent does not speak; it has no parts. */
    static final int KIND_OTHER_VERSION = 0xffff;

    static final int MAX_STRINGS = 1 << 18;
    static final int MAX_DATA = 1 << 20;
    static final int MAX_REPLY = 1 << 26;

    private Wire() {}

    /** A header; what the two words mean depends on the direction. */
    record Header(int magic, int version, int kind, int first, int second) {
        static Header read(ByteBuffer bytes) {
            return new Header(
                    bytes.getInt(),
                    bytes.getShort() & 0xffff,
                    bytes.getShort() & 0xffff,
                    bytes.getInt(),
                    bytes.getInt());
        }

        boolean isOurs() {
            return magic == MAGIC;
        }

        boolean isSpoken() {
            return version >= OLDEST_VERSION && version <= VERSION;
        }

        /** Whether both parts of a request with this header are within bounds. */
        boolean isBounded() {
            return first >= 0 && first <= MAX_STRINGS && second >= 0 && second <= MAX_DATA;
        }

        private void write(ByteBuffer to) {
            to.putInt(magic)
                    .putShort((short) version)
                    .putShort((short) kind)
                    .putInt(first)
                    .putInt(second);
        }
    }

    static ByteBuffer request(int kind, List<String> strings, byte[] data) {
        byte[] joined = (strings.isEmpty() ? "" : String.join("\0", strings) + "\0").getBytes(StandardCharsets.UTF_8);
        ByteBuffer frame = ByteBuffer.allocate(HEADER_BYTES + joined.length + data.length);
        new Header(MAGIC, VERSION, kind, joined.length, data.length).write(frame);
        return frame.put(joined).put(data).flip();
    }

    static ByteBuffer reply(Header asked, Reply reply) {
        ByteBuffer frame = ByteBuffer.allocate(HEADER_BYTES + reply.output().length);
        new Header(MAGIC, asked.version(), asked.kind() | KIND_REPLY, reply.exitCode(), reply.output().length)
                .write(frame);
        return frame.put(reply.output()).flip();
    }

    static ByteBuffer otherVersion() {
        ByteBuffer frame = ByteBuffer.allocate(HEADER_BYTES);
        new Header(MAGIC, VERSION, KIND_OTHER_VERSION, 0, 0).write(frame);
        return frame.flip();
    }

    /** The NUL-terminated strings of a part; bytes after the last NUL are one more. */
    static List<byte[]> strings(byte[] part) {
        List<byte[]> all = new ArrayList<>();
        int start = 0;
        for (int i = 0; i <= part.length; i++) {
            if (i == part.length ? start < i : part[i] == 0) {
                all.add(java.util.Arrays.copyOfRange(part, start, i));
                start = i + 1;
            }
        }
        return all;
    }
}
