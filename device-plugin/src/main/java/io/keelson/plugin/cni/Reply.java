package io.keelson.plugin.cni;

import java.nio.charset.StandardCharsets;

/** What goes back over the agent's socket: an exit code from 0 to 255, and what to print. */
@SuppressWarnings("ArrayRecordComponent") // bytes passed through; never compared
public record Reply(int exitCode, byte[] output) {
    public Reply {
        if (exitCode < 0 || exitCode > 255) {
            throw new IllegalArgumentException("exit code out of range: " + exitCode);
        }
    }

    /** A reply with this text. */
    public static Reply of(int exitCode, String output) {
        return new Reply(exitCode, output.getBytes(StandardCharsets.UTF_8));
    }

    /** What to print, as text. */
    public String text() {
        return new String(output, StandardCharsets.UTF_8);
    }
}
