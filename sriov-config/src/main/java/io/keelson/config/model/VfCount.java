package io.keelson.config.model;

/** How many VFs a PF shall have. */
public sealed interface VfCount permits VfCount.Exactly, VfCount.Max {
    /** As many as the device offers. */
    VfCount MAX = new Max();

    /** The count for a device that offers {@code total}; may be above it. */
    int of(int total);

    /** A number, 0 to 65535; 0 removes them all. */
    record Exactly(int count) implements VfCount {
        public Exactly {
            if (count < 0 || count > 65535) {
                throw new IllegalArgumentException("VF count out of range: " + count);
            }
        }

        @Override
        public int of(int total) {
            return count;
        }

        @Override
        public String toString() {
            return Integer.toString(count);
        }
    }

    /** {@code sriov_totalvfs}: a reserve, so that capacity can grow without touching running pods. */
    record Max() implements VfCount {
        @Override
        public int of(int total) {
            return total;
        }

        @Override
        public String toString() {
            return "max";
        }
    }
}
