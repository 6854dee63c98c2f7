package io.keelson.plugin.attach;

import java.util.List;

/** Tells the neighbours where an address lives now: gratuitous ARP and unsolicited NA, after the commit, in no lane. */
@FunctionalInterface
public interface Announcements {
    /** Announces what was just attached; returns at once, failures are logged only. */
    void announce(List<Attached> attached);
}
