package io.keelson.vf.netlink;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * A run of attributes ({@code struct nlattr}). Where a type comes twice the first one counts: the kernel writes a type once,
 * and what follows a nest whose 16 bit length wrapped around is not to be believed.
 */
final class Attributes {
    private static final int HEADER = 4;
    private static final int TYPE_MASK = 0x3fff;

    private final List<Attribute> list;
    private final Optional<String> torn;

    private Attributes(List<Attribute> list, Optional<String> torn) {
        this.list = list;
        this.torn = torn;
    }

    private record Attribute(int type, ByteBuffer value) {}

    /** The attributes that fill the bytes; one that leaves them is malformed. */
    static Attributes parse(ByteBuffer bytes) throws MalformedNetlink {
        Attributes attributes = parseUntilTorn(bytes);
        if (attributes.torn.isPresent()) {
            throw new MalformedNetlink(attributes.torn.get());
        }
        return attributes;
    }

    /** As {@link #parse}, but keeps those before one that leaves the bytes; {@link #isTorn} tells. */
    static Attributes parseUntilTorn(ByteBuffer bytes) {
        List<Attribute> list = new ArrayList<>();
        int at = bytes.position();
        while (bytes.limit() - at >= HEADER) {
            int length = Short.toUnsignedInt(bytes.getShort(at));
            if (length < HEADER || length > bytes.limit() - at) {
                return new Attributes(
                        list, Optional.of("an attribute claims " + length + " of " + (bytes.limit() - at) + " bytes"));
            }
            int type = bytes.getShort(at + 2) & TYPE_MASK;
            list.add(new Attribute(type, NetlinkMessage.part(bytes, at + HEADER, at + length)));
            at += Math.min(NetlinkMessage.align(length), bytes.limit() - at);
        }
        if (at != bytes.limit()) {
            return new Attributes(list, Optional.of("attributes end in " + (bytes.limit() - at) + " spare bytes"));
        }
        return new Attributes(list, Optional.empty());
    }

    /** Whether bytes were left that are no attribute. */
    boolean isTorn() {
        return torn.isPresent();
    }

    /** The raw value of the first attribute of this type. */
    Optional<ByteBuffer> value(int type) {
        return list.stream().filter(a -> a.type == type).map(Attribute::value).findFirst();
    }

    /** As {@link #value}, with at least this many bytes. */
    Optional<ByteBuffer> value(int type, int atLeast) throws MalformedNetlink {
        Optional<ByteBuffer> value = value(type);
        if (value.isPresent() && value.get().limit() < atLeast) {
            throw new MalformedNetlink(
                    "attribute " + type + " has " + value.get().limit() + " of " + atLeast + " bytes");
        }
        return value;
    }

    OptionalInt u8(int type) throws MalformedNetlink {
        Optional<ByteBuffer> value = value(type, Byte.BYTES);
        return value.isPresent() ? OptionalInt.of(Byte.toUnsignedInt(value.get().get(0))) : OptionalInt.empty();
    }

    OptionalInt u16(int type) throws MalformedNetlink {
        Optional<ByteBuffer> value = value(type, Short.BYTES);
        return value.isPresent()
                ? OptionalInt.of(Short.toUnsignedInt(value.get().getShort(0)))
                : OptionalInt.empty();
    }

    OptionalLong u32(int type) throws MalformedNetlink {
        Optional<ByteBuffer> value = value(type, Integer.BYTES);
        return value.isPresent()
                ? OptionalLong.of(Integer.toUnsignedLong(value.get().getInt(0)))
                : OptionalLong.empty();
    }

    Optional<byte[]> octets(int type) {
        return value(type).map(Attributes::copy);
    }

    /** Text up to its terminating zero, one character a byte. */
    Optional<String> text(int type) {
        return octets(type).map(Attributes::untilZero);
    }

    /** All texts of this type, in order. */
    List<String> texts(int type) {
        return all(type).stream()
                .map(Attributes::copy)
                .map(Attributes::untilZero)
                .toList();
    }

    /** The attributes inside the first attribute of this type; none when there is none. */
    Attributes nested(int type) throws MalformedNetlink {
        Optional<ByteBuffer> value = value(type);
        return value.isPresent() ? parse(value.get()) : new Attributes(List.of(), Optional.empty());
    }

    /** The raw values of all attributes of this type, in order. */
    List<ByteBuffer> all(int type) {
        return list.stream().filter(a -> a.type == type).map(Attribute::value).toList();
    }

    private static byte[] copy(ByteBuffer value) {
        byte[] octets = new byte[value.limit()];
        value.get(0, octets);
        return octets;
    }

    private static String untilZero(byte[] octets) {
        int end = 0;
        while (end < octets.length && octets[end] != 0) {
            end++;
        }
        return new String(octets, 0, end, StandardCharsets.ISO_8859_1);
    }
}
