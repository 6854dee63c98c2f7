package io.keelson.vf.netlink;

import io.keelson.vf.model.IfName;
import io.keelson.vf.model.PciAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A device came, went or changed, as the kernel says on its uevent socket: {@code ACTION@DEVPATH}, then {@code KEY=VALUE}s,
 * each ended by a zero byte. The texts are for reading, never for building a path. Source: {@code lib/kobject_uevent.c},
 * {@code Documentation/core-api/kobject.rst}.
 *
 * @param action {@code add}, {@code remove}, {@code change}, {@code move}, {@code bind} ...
 * @param devpath where it is below {@code /sys}
 */
public record Uevent(String action, String devpath, Map<String, String> properties) {
    private static final int MAX_BYTES = 16 * 1024;
    private static final int MAX_PROPERTIES = 128;
    private static final Pattern ACTION = Pattern.compile("[a-z]{1,16}");
    private static final Pattern KEY = Pattern.compile("[A-Za-z0-9_]{1,128}");
    private static final Pattern LAST_PCI_PART =
            Pattern.compile(".*/([0-9a-f]{4,8}:[0-9a-f]{2}:[0-9a-f]{2}\\.[0-7])(/.*)?");

    public Uevent {
        properties = Map.copyOf(properties);
    }

    /** The event of a datagram; anything that is not exactly of the kernel's form is malformed. */
    static Uevent parse(ByteBuffer datagram) throws MalformedNetlink {
        int length = datagram.remaining();
        if (length == 0 || length > MAX_BYTES) {
            throw new MalformedNetlink("a uevent of " + length + " bytes");
        }
        byte[] bytes = new byte[length];
        datagram.duplicate().get(bytes);
        if (bytes[length - 1] != 0) {
            throw new MalformedNetlink("a uevent that does not end in a zero byte");
        }
        String[] parts = new String(bytes, 0, length - 1, StandardCharsets.ISO_8859_1).split("\0", -1);
        if (parts.length > MAX_PROPERTIES + 1) {
            throw new MalformedNetlink("a uevent of " + parts.length + " parts");
        }
        int at = parts[0].indexOf('@');
        if (at < 0 || !ACTION.matcher(parts[0].substring(0, at)).matches() || !parts[0].startsWith("/", at + 1)) {
            throw new MalformedNetlink("a uevent without action and path");
        }
        return new Uevent(parts[0].substring(0, at), parts[0].substring(at + 1), properties(parts));
    }

    private static Map<String, String> properties(String[] parts) throws MalformedNetlink {
        Map<String, String> properties = new LinkedHashMap<>();
        for (int i = 1; i < parts.length; i++) {
            int equals = parts[i].indexOf('=');
            if (equals < 0 || !KEY.matcher(parts[i].substring(0, equals)).matches()) {
                throw new MalformedNetlink("a uevent whose part " + i + " is no KEY=VALUE");
            }
            properties.putIfAbsent(parts[i].substring(0, equals), parts[i].substring(equals + 1));
        }
        return properties;
    }

    /** What kind of device: {@code pci}, {@code net}, {@code vfio}, {@code infiniband} ... */
    public Optional<String> subsystem() {
        return Optional.ofNullable(properties.get("SUBSYSTEM"));
    }

    /** The PCI function it is about, or the innermost one it sits under. */
    public Optional<PciAddress> function() {
        Optional<String> slot = Optional.ofNullable(properties.get("PCI_SLOT_NAME"));
        if (slot.isPresent()) {
            return slot.flatMap(PciAddress::parse);
        }
        Matcher last = LAST_PCI_PART.matcher(devpath);
        return last.matches() ? PciAddress.parse(last.group(1)) : Optional.empty();
    }

    /** The network interface it is about. */
    public Optional<IfName> netdev() {
        return Optional.ofNullable(properties.get("INTERFACE")).flatMap(IfName::parse);
    }
}
