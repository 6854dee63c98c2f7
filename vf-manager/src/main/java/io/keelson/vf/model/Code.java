package io.keelson.vf.model;

/**
 * Every code a {@link Problem} can carry. The names are stable: scripts and alerts match on them.
 *
 * <p>{@code docs/codes.md} explains each; a test holds the two together. {@link #retryable()} says whether the same request
 * may succeed later without anybody changing anything.
 */
public enum Code {
    // what the host is
    SYSFS_UNREADABLE(false),
    NO_SRIOV_PF(false),
    PF_NOT_FOUND(false),
    PF_DOWN(true),
    PCI_ERROR(true),
    PF_WITHOUT_NETDEV(false),
    VF_NOT_FOUND(true),
    VF_WITHOUT_DRIVER(true),
    VF_NETDEV_MISSING(true),
    VF_LINK_BROKEN(false),
    IOMMU_OFF(false),
    IOMMU_GROUP_SHARED(false),
    HUGEPAGES_MISSING(false),
    MEMLOCK_LOW(false),
    // changing it
    NUMVFS_ABOVE_TOTAL(false),
    NUMVFS_BUSY(false),
    VF_IN_USE(true),
    VF_ATTRIBUTE_REFUSED(false),
    VF_ATTRIBUTE_PARTIAL(false),
    DRIVER_UNKNOWN(false),
    DRIVER_NOT_BOUND(true),
    KERNEL_REFUSED(false),
    KERNEL_UNREACHABLE(true),
    NETLINK_MALFORMED(true),
    NETLINK_TRUNCATED(true),
    HOST_CHANGING(true),
    PF_BUSY(true),
    ROLLBACK_INCOMPLETE(false),
    NOT_VERIFIED(true),
    DEADLINE_PASSED(true),
    // the journal
    JOURNAL_CORRUPT(false),
    JOURNAL_TORN_TAIL(false),
    JOURNAL_UNKNOWN_RECORD(false),
    JOURNAL_UNWRITABLE(false),
    JOURNAL_UNREADABLE(false),
    JOURNAL_LARGE(false),
    AGENT_ALREADY_RUNNING(false),
    AGENT_NOT_RUNNING(true),
    // what the agent is given
    CAPABILITY_MISSING(false),
    NAMESPACE_FOREIGN(false),
    MOUNT_MISSING(false),
    CNI_DIRECTORY_UNUSABLE(false),
    CNI_FILE_FOREIGN(false),
    CNI_STILL_NEEDED(false),
    // configuration
    CONFIG_UNREADABLE(false),
    CONFIG_MALFORMED(false),
    CONFIG_UNKNOWN_KEY(false),
    CONFIG_BAD_VALUE(false),
    CONFIG_POOL_OVERLAP(false),
    CONFIG_DUPLICATE_RESOURCE(false),
    CONFIG_TWO_FILES(false),
    // kubelet
    KUBELET_SOCKET_MISSING(true),
    KUBELET_ELSEWHERE(false),
    KUBELET_REFUSED(true),
    CHECKPOINT_UNREADABLE(true),
    ALLOCATION_UNKNOWN(true),
    ALLOCATION_AMBIGUOUS(true),
    DEVICE_UNKNOWN(false),
    DEVICE_NODE_MISSING(false),
    DEVICE_NOT_ATTACHED(true),
    FILE_UNWRITABLE(true),
    HTTP_ADDRESS_UNUSABLE(true),
    // the API server
    API_CREDENTIALS_MISSING(false),
    API_SERVER_REFUSED(false),
    API_SERVER_UNREACHABLE(true),
    // attaching
    CNI_REQUEST_MALFORMED(false),
    CNI_REQUEST_TOO_LONG(false),
    CNI_VERSION_UNSUPPORTED(false),
    CNI_CONFIG_INVALID(false),
    DEVICE_NOT_OURS(false),
    DEVICE_NOT_ALLOCATED(false),
    DEVICE_HELD(true),
    NETNS_GONE(false),
    INTERFACE_EXISTS(false),
    ATTRIBUTE_NOT_ALLOWED(false),
    IPAM_FAILED(true),
    ADDRESS_DUPLICATE(true),
    SHUTTING_DOWN(true),
    CONFLIST_MISSING(false),
    CONFLIST_DRIFTED(false),
    INTERNAL(false);

    private final boolean retryable;

    Code(boolean retryable) {
        this.retryable = retryable;
    }

    /** Whether a later try may succeed by itself. */
    public boolean retryable() {
        return retryable;
    }
}
