package io.keelson.vf.testing;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.stream.Collectors;

/** Writes netlink as the kernel does, by hand and apart from the code under test. */
public final class NetlinkBytes {
    private static final int IFINFOMSG = 16;
    private static final int IFLA_NUM_VF = 21;
    private static final int IFLA_VFINFO_LIST = 22;
    /** In an entry of the list: behind its own header and that of the MAC, which comes first. */
    private static final int VF_INDEX = 8;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    /** Nothing yet. */
    public static NetlinkBytes start() {
        return new NetlinkBytes();
    }

    /** A recorded message: {@code netlink/<name>.hex} of the test resources, lines with {@code #} left out. */
    public static byte[] recorded(String name) {
        try (InputStream in = NetlinkBytes.class.getResourceAsStream("/netlink/" + name + ".hex")) {
            if (in == null) {
                throw new IllegalArgumentException("nothing recorded as " + name);
            }
            String text = new String(in.readAllBytes(), StandardCharsets.US_ASCII);
            return HexFormat.of()
                    .parseHex(text.lines().filter(l -> !l.startsWith("#")).collect(Collectors.joining()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A recorded PF whose last VF comes so many times, as the kernel writes it: what the list's 16 bit length lacks is cut. */
    public static byte[] manyVfs(String name, int count) {
        byte[] payload = recorded(name);
        ByteBuffer view = ByteBuffer.wrap(payload).order(ByteOrder.nativeOrder());
        int number = find(view, IFINFOMSG, IFLA_NUM_VF);
        int list = find(view, number, IFLA_VFINFO_LIST);
        int end = list + Short.toUnsignedInt(view.getShort(list));
        int last = list + 4 + Short.toUnsignedInt(view.getShort(list + 4));
        int length = end - last;
        NetlinkBytes made = start().raw(Arrays.copyOf(payload, number)).attribute(IFLA_NUM_VF, four(count));
        made.u16((4 + count * length) & 0xffff).u16(IFLA_VFINFO_LIST);
        for (int vf = 0; vf < count; vf++) {
            byte[] entry = Arrays.copyOfRange(payload, last, end);
            ByteBuffer.wrap(entry).order(ByteOrder.nativeOrder()).putInt(VF_INDEX, vf);
            made.raw(entry);
        }
        return made.raw(Arrays.copyOfRange(payload, end, payload.length)).bytes();
    }

    private static byte[] four(int value) {
        return start().u32(value).bytes();
    }

    private static int find(ByteBuffer view, int from, int type) {
        int at = from;
        while (view.getShort(at + 2) != type) {
            at += (Short.toUnsignedInt(view.getShort(at)) + 3) & ~3;
        }
        return at;
    }

    /** A whole message with its header. */
    public static byte[] message(int type, int flags, int sequence, int port, byte[] payload) {
        return start().u32(16 + payload.length)
                .u16(type)
                .u16(flags)
                .u32(sequence)
                .u32(port)
                .raw(payload)
                .bytes();
    }

    /** The acknowledgement of a request: errno 0, or a refusal with what the kernel says beside it. */
    public static byte[] error(FakeNetlink.Request request, int errno, String text) {
        NetlinkBytes payload = start().u32(-errno)
                .u32(16)
                .u16(request.type())
                .u16(request.flags())
                .u32(request.sequence())
                .u32(request.port());
        int flags = 0x100;
        if (!text.isEmpty()) {
            payload.text(1, text);
            flags |= 0x200;
        }
        return message(2, flags, request.sequence(), request.port(), payload.bytes());
    }

    /** The end of a list, with an errno or 0. */
    public static byte[] done(FakeNetlink.Request request, int errno) {
        return message(
                3, 2, request.sequence(), request.port(), start().u32(-errno).bytes());
    }

    /** One part of a list, or a single answer. */
    public static byte[] answer(FakeNetlink.Request request, int type, int flags, byte[] payload) {
        return message(type, flags, request.sequence(), request.port(), payload);
    }

    public NetlinkBytes u8(int value) {
        out.write(value);
        return this;
    }

    public NetlinkBytes u16(int value) {
        return raw(ByteBuffer.allocate(2)
                .order(ByteOrder.nativeOrder())
                .putShort((short) value)
                .array());
    }

    public NetlinkBytes u32(int value) {
        return raw(ByteBuffer.allocate(4)
                .order(ByteOrder.nativeOrder())
                .putInt(value)
                .array());
    }

    /** Bytes as they are. */
    public NetlinkBytes raw(byte[] value) {
        out.writeBytes(value);
        return this;
    }

    /** An attribute. */
    public NetlinkBytes attribute(int type, byte[] value) {
        return u16(4 + value.length).u16(type).raw(value).padded();
    }

    /** An attribute of text with its terminating zero. */
    public NetlinkBytes text(int type, String value) {
        return attribute(type, (value + '\0').getBytes(StandardCharsets.ISO_8859_1));
    }

    /** What was written. */
    public byte[] bytes() {
        return out.toByteArray();
    }

    private NetlinkBytes padded() {
        while (out.size() % 4 != 0) {
            out.write(0);
        }
        return this;
    }
}
