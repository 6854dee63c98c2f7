package io.keelson.plugin.means;

/** Rights that a process of root may lack, and what they are for. Numbers and meaning: capabilities(7). */
public enum Capability {
    /** Files of kubelet and of processes that belong to other users. */
    DAC_OVERRIDE(1, "to read kubelet's records, and which vfio groups the processes of other users hold open"),
    /** Every change of a netdev or of a VF's attributes. */
    NET_ADMIN(12, "to configure VFs and interfaces"),
    /** Packet sockets, for announcements. */
    NET_RAW(13, "to announce a pod's addresses to its neighbours"),
    /** setns(2) to a mount namespace. */
    SYS_CHROOT(18, "to run IPAM plugins in the host's mount namespace"),
    /** Links below {@code /proc} of other processes. */
    SYS_PTRACE(19, "to look at the namespaces and open files of other processes"),
    /** setns(2), and the PCI configuration in sysfs. */
    SYS_ADMIN(21, "to enter the network namespaces of pods");

    private final int bit;
    private final String need;

    Capability(int bit, String need) {
        this.bit = bit;
        this.need = need;
    }

    boolean in(long mask) {
        return (mask >>> bit & 1) == 1;
    }

    String need() {
        return need;
    }
}
