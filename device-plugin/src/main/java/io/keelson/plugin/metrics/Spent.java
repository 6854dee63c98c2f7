package io.keelson.plugin.metrics;

import java.time.Duration;

/** How often something was done, and how long that took altogether. */
public record Spent(long times, Duration total) {
    /** Nothing yet. */
    public static final Spent NOTHING = new Spent(0, Duration.ZERO);

    /** With this one too. */
    public Spent and(Duration one) {
        return new Spent(times + 1, total.plus(one));
    }
}
