package io.keelson.plugin.metrics;

import java.util.List;

/**
 * Every metric there is, by the name of its family. Stable: dashboards and alerts name them. {@code docs/metrics.md} explains
 * each; a test holds both.
 */
enum Metric {
    BUILD_INFO(Kind.INFO, "keelson_build", "The build of the agent, always 1.", "version"),
    POOL_DEVICES(Kind.GAUGE, "keelson_pool_devices", "Devices of the pool, healthy or not.", "resource"),
    POOL_HEALTHY(Kind.GAUGE, "keelson_pool_devices_healthy", "Devices of the pool that pods can have.", "resource"),
    POOL_UNHEALTHY(
            Kind.GAUGE,
            "keelson_pool_devices_unhealthy",
            "Devices of the pool that are not healthy, by the code of the reason.",
            "resource code"),
    POOL_ALLOCATED(
            Kind.GAUGE,
            "keelson_pool_devices_allocated",
            "Devices of the pool that kubelet was granted or a sandbox holds.",
            "resource"),
    POOL_REGISTERED(
            Kind.GAUGE, "keelson_pool_registered", "Whether kubelet took the registration of the pool.", "resource"),
    DEVICE_UNHEALTHY(
            Kind.GAUGE,
            "keelson_device_unhealthy",
            "A device that is not healthy, always 1; at most 256 of a pool.",
            "resource device code"),
    HOST_PROBLEMS(
            Kind.GAUGE,
            "keelson_host_problems",
            "What keeps the host from being as configured, as of the last pass, by code.",
            "code"),
    CONFIGURATION_REFUSED(
            Kind.GAUGE,
            "keelson_configuration_refused",
            "Whether the configuration as it is now was refused and an older one is in force.",
            ""),
    PASS_DURATION(Kind.SUMMARY, "keelson_pass_duration_seconds", "Passes over the host and the time they took.", ""),
    PASS_LAST(
            Kind.GAUGE,
            "keelson_pass_last_timestamp_seconds",
            "When the last pass over the host ended, in seconds since 1970.",
            ""),
    ATTACHMENT_DURATION(
            Kind.SUMMARY,
            "keelson_attachment_duration_seconds",
            "Attachments and releases of interfaces by CNI and the time they took.",
            "operation result"),
    NETLINK_MESSAGES(Kind.COUNTER, "keelson_netlink_messages", "Netlink messages sent to the kernel.", ""),
    PROGRAMS(Kind.COUNTER, "keelson_program_executions", "Programs executed, that is IPAM plugins.", ""),
    JOURNAL_SYNCS(Kind.COUNTER, "keelson_journal_syncs", "Times the journal was forced to the disk.", "");

    private final Kind kind;
    private final String family;
    private final String help;
    private final String labels;

    /** The type, as Prometheus has it. */
    enum Kind {
        COUNTER,
        GAUGE,
        INFO,
        SUMMARY
    }

    Metric(Kind kind, String family, String help, String labels) {
        this.kind = kind;
        this.family = family;
        this.help = help;
        this.labels = labels;
    }

    Kind kind() {
        return kind;
    }

    String family() {
        return family;
    }

    String help() {
        return help;
    }

    List<String> labels() {
        return labels.isEmpty() ? List.of() : List.of(labels.split(" "));
    }
}
