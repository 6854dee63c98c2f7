package io.keelson.lab;

/**
 * What a guest must have. Every guest has two igb PFs (7 VFs each, both down and without VFs at first), one under each of two
 * NUMA nodes, joined by one wire; igb, igbvf and vfio-pci are loaded.
 *
 * @param kubelet containerd and a kubelet without API server are running, images imported, no pod
 */
public record GuestSpec(boolean kubelet) {
    public static GuestSpec plain() {
        return new GuestSpec(false);
    }

    public static GuestSpec withKubelet() {
        return new GuestSpec(true);
    }
}
