package io.keelson.plugin.cluster;

import io.keelson.vf.model.Printable;
import java.time.Instant;

/**
 * One event as {@code events.k8s.io/v1} has them.
 *
 * @param name within the namespace of what it regards; whoever has the same name to tell finds that it was told
 * @param warning or else it is good news
 * @param reason a word in CamelCase that people search for
 * @param action what was tried, or done
 * @param note a sentence or two, 1,024 characters at most
 * @param at when it came to pass
 */
record Event(String name, Regarding regarding, boolean warning, String reason, String action, String note, Instant at) {
    private static final int MAX_NOTE = 1024;

    Event {
        note = Printable.of(note, MAX_NOTE);
    }
}
