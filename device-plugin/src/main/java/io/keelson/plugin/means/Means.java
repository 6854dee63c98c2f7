package io.keelson.plugin.means;

import java.util.List;
import java.util.Set;

/**
 * What was found.
 *
 * @param hostProcesses whether the processes of the host are seen
 * @param hostNetwork whether the network is the host's; true where that cannot be told
 * @param places how each needed directory stands
 */
public record Means(Set<Capability> capabilities, boolean hostProcesses, boolean hostNetwork, List<Place> places) {
    public Means {
        capabilities = Set.copyOf(capabilities);
        places = List.copyOf(places);
    }

    /**
     * A needed directory.
     *
     * @param hosts whether it is the very directory of the host; true where that cannot be told
     * @param writable whether its mount takes writes
     * @param propagates whether mounts made below it by the host appear here
     */
    public record Place(Need need, boolean hosts, boolean writable, boolean propagates) {}
}
