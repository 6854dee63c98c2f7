package io.keelson.plugin.means;

import java.nio.file.Path;

/**
 * A directory of the host that the agent works in.
 *
 * @param written whether the agent writes there
 * @param propagated whether the agent must see what is mounted below it later
 */
public record Need(Path path, boolean written, boolean propagated) {
    /** One the agent reads. */
    public static Need read(Path path) {
        return new Need(path, false, false);
    }

    /** One the agent writes to. */
    public static Need written(Path path) {
        return new Need(path, true, false);
    }

    /** One below which others mount. */
    public static Need propagated(Path path) {
        return new Need(path, false, true);
    }
}
