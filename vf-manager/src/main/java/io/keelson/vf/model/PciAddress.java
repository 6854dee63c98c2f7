package io.keelson.vf.model;

import java.util.Comparator;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a PCI function sits: domain, bus, device, function; written as in {@code lspci -D}, {@code 0000:01:10.0}.
 *
 * <p>Ordered by number, which is the order in which lanes are taken. Source: {@code Documentation/PCI/sysfs-pci.rst}.
 */
public record PciAddress(int domain, int bus, int device, int function) implements DeviceId, Comparable<PciAddress> {
    private static final Pattern SYNTAX =
            Pattern.compile("([0-9a-fA-F]{4,8}):([0-9a-fA-F]{2}):([01][0-9a-fA-F])\\.([0-7])");
    private static final Comparator<PciAddress> ORDER = Comparator.comparingInt(PciAddress::domain)
            .thenComparingInt(PciAddress::bus)
            .thenComparingInt(PciAddress::device)
            .thenComparingInt(PciAddress::function);

    public PciAddress {
        if (domain < 0 || bus < 0 || bus > 0xff || device < 0 || device > 0x1f || function < 0 || function > 7) {
            throw new IllegalArgumentException("PCI address out of range");
        }
    }

    /** The address a text spells in full ({@code dddd:bb:dd.f}), or empty; upper case is accepted. */
    public static Optional<PciAddress> parse(String text) {
        Matcher m = SYNTAX.matcher(text);
        if (!m.matches()) {
            return Optional.empty();
        }
        long domain = KernelText.hex(m.group(1)).orElse(-1);
        if (domain < 0 || domain > Integer.MAX_VALUE) {
            return Optional.empty();
        }
        return Optional.of(new PciAddress((int) domain, hex(m.group(2)), hex(m.group(3)), hex(m.group(4))));
    }

    /** As {@link #parse}, for text written in this program or a test; fails on anything else. */
    public static PciAddress of(String text) {
        return parse(text).orElseThrow(() -> new IllegalArgumentException("not a PCI address: " + text));
    }

    private static int hex(String text) {
        return (int) KernelText.hex(text).orElseThrow();
    }

    @Override
    public int compareTo(PciAddress other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        HexFormat hex = HexFormat.of();
        String first = domain > 0xffff ? Integer.toHexString(domain) : hex.toHexDigits((short) domain);
        return first + ":" + hex.toHexDigits((byte) bus) + ":" + hex.toHexDigits((byte) device) + "." + function;
    }
}
