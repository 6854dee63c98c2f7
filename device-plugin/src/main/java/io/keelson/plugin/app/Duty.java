package io.keelson.plugin.app;

/** Which part of the work on a node an agent does. */
enum Duty {
    /** All of it. */
    EVERYTHING,
    /** Without kubelet: VFs are made and attached, nothing is offered. */
    CNI,
    /** That of a device plugin: devices are offered and granted; VFs, CNI and cleaning are left to others. */
    DEVICE_PLUGIN;

    boolean servesKubelet() {
        return this != CNI;
    }

    /** Whether VFs are ours to make, attach, take back and clean. */
    boolean keepsVfs() {
        return this != DEVICE_PLUGIN;
    }
}
