package io.keelson.dpdk.grant;

/** A device node of the host and where a container finds it; always with {@code rw}, never {@code m} (mknod). */
public record DeviceNode(DevPath host, DevPath container) {
    /** The letters of the device plugin API's {@code DeviceSpec.permissions}: read and write. */
    public static final String PERMISSIONS = "rw";

    /** Found in the container under its name on the host. */
    public static DeviceNode same(DevPath path) {
        return new DeviceNode(path, path);
    }
}
