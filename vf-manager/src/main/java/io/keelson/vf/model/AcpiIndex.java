package io.keelson.vf.model;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * The number firmware gives an onboard function ({@code acpi_index}, _DSM of the PCI firmware specification), 0 to 4294967295.
 * Source: {@code Documentation/ABI/testing/sysfs-bus-pci}.
 */
public record AcpiIndex(long number) {
    public AcpiIndex {
        if (number < 0 || number > 0xffffffffL) {
            throw new IllegalArgumentException("ACPI index out of range: " + number);
        }
    }

    /** The value a decimal text spells, or empty when it is no number of 32 bits. */
    public static Optional<AcpiIndex> parse(String text) {
        OptionalLong value = KernelText.decimal(text);
        return value.isPresent() && value.getAsLong() <= 0xffffffffL
                ? Optional.of(new AcpiIndex(value.getAsLong()))
                : Optional.empty();
    }

    @Override
    public String toString() {
        return Long.toString(number);
    }
}
