package io.keelson.plugin.log;

import java.util.Locale;

/** Every key a log line can carry. Stable: people search for them. {@code docs/log.md} explains each; a test holds both. */
public enum Key {
    PROBLEM,
    RESOURCE,
    VF,
    SOCKET,
    ADDRESS,
    DEVICES,
    HEALTHY,
    CODE,
    SUBJECT,
    DETAIL,
    CONTAINER,
    TOTAL_US,
    KUBELET_US,
    IPAM_US,
    LANE_US,
    LOOK_US,
    PLAN_US,
    JOURNAL_US,
    KERNEL_US,
    LOOKS,
    NETLINK,
    PF_DUMPS,
    EXECS,
    FSYNCS,
    AWAY_MS;

    /** As it is written in a line: {@code word=value}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
