package io.keelson.vf.netlink;

import io.keelson.vf.model.Problem;
import io.keelson.vf.model.VfIndex;
import io.keelson.vf.model.VfSettings;
import java.util.List;
import java.util.Map;

/**
 * What a PF told of its VFs.
 *
 * @param offered whether its driver tells of VFs at all: one that does has a list of them, be it empty
 * @param expected how many VFs it says it has
 * @param settings by the index that came with them; fewer than expected when the list did not fit its message
 * @param problems VFs whose settings are beyond what we can express, such as VLAN 4095
 */
public record VfReport(boolean offered, int expected, Map<VfIndex, VfSettings> settings, List<Problem> problems) {
    public VfReport {
        settings = Map.copyOf(settings);
        problems = List.copyOf(problems);
    }

    /** Whether the kernel cut the list. */
    public boolean isTruncated() {
        return offered && settings.size() + problems.size() < expected;
    }
}
