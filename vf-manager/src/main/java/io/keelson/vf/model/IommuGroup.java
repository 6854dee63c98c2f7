package io.keelson.vf.model;

import java.util.Optional;
import java.util.OptionalLong;

/** The IOMMU group of a function, the name of {@code /dev/vfio/<group>}. */
public record IommuGroup(int number) {
    public IommuGroup {
        if (number < 0) {
            throw new IllegalArgumentException("IOMMU group out of range: " + number);
        }
    }

    /** The value a decimal text spells, or empty when it is no number from 0 to 2147483647. */
    public static Optional<IommuGroup> parse(String text) {
        OptionalLong value = KernelText.decimal(text);
        return value.isPresent() && value.getAsLong() >= 0 && value.getAsLong() <= 2147483647L
                ? Optional.of(new IommuGroup((int) value.getAsLong()))
                : Optional.empty();
    }

    @Override
    public String toString() {
        return Integer.toString(number);
    }
}
