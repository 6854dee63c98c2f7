package io.keelson.config.model;

import io.keelson.vf.model.PciAddress;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a pool tells its containers about a device besides what the host knows: texts by key, for one device or, under
 * {@code *}, for all.
 *
 * @param byDevice PCI address or {@code *}, as written; other keys mean no device
 */
public record AdditionalInfo(SortedMap<String, SortedMap<String, String>> byDevice) {
    /** The key that means every device. */
    public static final String ALL = "*";

    public AdditionalInfo {
        SortedMap<String, SortedMap<String, String>> copy = new TreeMap<>();
        byDevice.forEach(
                (device, values) -> copy.put(device, Collections.unmodifiableSortedMap(new TreeMap<>(values))));
        byDevice = Collections.unmodifiableSortedMap(copy);
    }

    /** What is told about the device at this address (a sub-function's parent): its own values before those of all. */
    public Map<String, String> of(PciAddress device) {
        SortedMap<String, String> values = new TreeMap<>(byDevice.getOrDefault(ALL, Collections.emptySortedMap()));
        values.putAll(byDevice.getOrDefault(device.toString(), Collections.emptySortedMap()));
        return Collections.unmodifiableSortedMap(values);
    }
}
