package io.keelson.dpdk.check;

import java.util.OptionalLong;

/**
 * A process and how much memory it may lock.
 *
 * @param name its command, as {@code /proc/<pid>/comm} has it: at most 15 characters, chosen by the process
 * @param memlock its soft limit in bytes; absent: none
 * @param mayExceed whether it has the capability IPC_LOCK, for which the limit does not count
 */
public record HostProcess(long pid, String name, OptionalLong memlock, boolean mayExceed) {
    /** Whether it may lock any amount. */
    boolean isUnlimited() {
        return mayExceed || memlock.isEmpty();
    }

    /** Its limit in words. */
    String limit() {
        if (memlock.isEmpty()) {
            return "unlimited";
        }
        long bytes = memlock.getAsLong();
        return bytes >= 1 << 20 ? (bytes >> 20) + " MiB" : (bytes >> 10) + " KiB";
    }
}
