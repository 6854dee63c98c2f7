package io.keelson.lab;

/**
 * What a guest must have. Every guest has two igb PFs (7 VFs each, both down and without VFs at first), one under each of two
 * NUMA nodes, joined by one wire; igb, igbvf and vfio-pci are loaded.
 *
 * @param kubelet containerd and a kubelet without API server are running, images imported, no pod
 * @param extra what it has besides; {@link Extra#NVME} not together with a kubelet
 */
public record GuestSpec(boolean kubelet, Extra extra) {
    public GuestSpec {
        if (kubelet && extra == Extra.NVME) {
            throw new IllegalArgumentException("no kubelet in a guest that is booted each time: it has " + extra);
        }
    }

    public static GuestSpec plain() {
        return new GuestSpec(false, Extra.NONE);
    }

    public static GuestSpec withKubelet() {
        return new GuestSpec(true, Extra.NONE);
    }
}
