package io.keelson.config.model;

import io.keelson.vf.model.VfIndex;

/** VF indexes from {@code first} to {@code last}, both included. */
public record IndexRange(int first, int last) {
    public IndexRange {
        if (first < 0 || last < first) {
            throw new IllegalArgumentException("not a range of VF indexes: " + first + "-" + last);
        }
    }

    /** Whether the index lies in it. */
    public boolean contains(VfIndex index) {
        return contains(index.index());
    }

    /** Whether the number of a VF or sub-function lies in it. */
    public boolean contains(int number) {
        return first <= number && number <= last;
    }

    /** Whether an index lies in both. */
    public boolean intersects(IndexRange other) {
        return first <= other.last && other.first <= last;
    }

    @Override
    public String toString() {
        return first == last ? Integer.toString(first) : first + "-" + last;
    }
}
