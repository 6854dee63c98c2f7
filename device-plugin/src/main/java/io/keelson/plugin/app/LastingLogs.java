package io.keelson.plugin.app;

import java.util.logging.LogManager;

/**
 * Keeps log handlers open until the process is gone. The JDK's own manager resets itself in a shutdown hook, beside ours, and
 * what the agent tells of its end would be lost. Named in {@code lib/jvm.options}. Public, since the JDK makes it.
 */
public final class LastingLogs extends LogManager {
    /** As the JDK makes it. */
    public LastingLogs() {}

    /** Does nothing: handlers stay as {@link Logs} set them. */
    @Override
    public void reset() {}
}
