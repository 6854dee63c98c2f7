package io.keelson.config.parse;

import io.keelson.config.model.IndexRange;
import io.keelson.config.model.PfRange;
import io.keelson.vf.model.KernelText;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Reads {@code NAME} or {@code NAME#list}, where the list has numbers and ranges {@code A-B}. What the device plugin reads
 * before it stumbles is the range; what it stumbles over is a flaw: it stops there, without a word, and matches no more.
 *
 * @param range what counts
 * @param flaws why it is hardly what was meant, in words
 */
record RangeSyntax(PfRange range, List<String> flaws) {
    /** More than any NIC has VFs in practice; without an end a file could make work that grows with its square. */
    private static final int MAX_ITEMS = 4096;

    static RangeSyntax parse(String text) {
        String[] parts = text.split("#", -1);
        if (parts.length == 1) {
            return new RangeSyntax(new PfRange(text, Optional.empty()), List.of());
        }
        if (parts.length > 2) {
            return new RangeSyntax(
                    new PfRange(parts[0], Optional.of(List.of())),
                    List.of("has more than one '#', so it matches nothing"));
        }
        List<IndexRange> ranges = new ArrayList<>();
        List<String> flaws = new ArrayList<>();
        int count = 0;
        for (String item : parts[1].split(",", MAX_ITEMS + 1)) {
            if (++count > MAX_ITEMS) {
                flaws.add("has more than " + MAX_ITEMS + " numbers and ranges, so nothing from there on matches");
                break;
            }
            Optional<int[]> ends = ends(item);
            if (ends.isEmpty()) {
                flaws.add("'" + item + "' is neither a number nor a range A-B, so nothing from there on matches");
                break;
            }
            int first = ends.get()[0];
            int last = ends.get()[1];
            if (last < first && flaws.isEmpty()) {
                flaws.add("range " + item + " runs backwards, so it matches nothing");
            } else if (first <= last) {
                ranges.add(new IndexRange(first, last));
            }
        }
        return new RangeSyntax(new PfRange(parts[0], Optional.of(ranges)), flaws);
    }

    private static Optional<int[]> ends(String item) {
        String[] ends = item.split("-", -1);
        Optional<Integer> first = index(ends[0]);
        Optional<Integer> last = index(ends[ends.length - 1]);
        return ends.length <= 2 && first.isPresent() && last.isPresent()
                ? Optional.of(new int[] {first.get(), last.get()})
                : Optional.empty();
    }

    /** As Go's {@code strconv.Atoi}, of at most 18 digits; what no device can have is as good as the largest number. */
    private static Optional<Integer> index(String text) {
        String digits = text.startsWith("+") ? text.substring(1) : text;
        if (!digits.equals(digits.strip())) {
            return Optional.empty();
        }
        OptionalLong value = KernelText.decimal(digits);
        return value.isPresent() ? Optional.of((int) Math.min(value.getAsLong(), Integer.MAX_VALUE)) : Optional.empty();
    }
}
