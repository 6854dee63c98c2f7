package io.keelson.dpdk.grant;

import io.keelson.vf.model.IommuGroup;
import java.util.regex.Pattern;

/** An absolute path of a device node below {@code /dev}, without {@code .} or {@code ..} parts; at most 128 characters. */
public record DevPath(String text) implements Comparable<DevPath> {
    private static final Pattern SYNTAX = Pattern.compile("/dev(/[A-Za-z0-9_-][A-Za-z0-9_.:-]*)+");
    private static final int MAX = 128;

    /** The container of all vfio groups, {@code /dev/vfio/vfio}. Source: {@code Documentation/driver-api/vfio.rst}. */
    public static final DevPath VFIO_CONTAINER = new DevPath("/dev/vfio/vfio");

    /** The kernel's end of a virtio network device, {@code /dev/vhost-net}. Source: {@code drivers/vhost/net.c}. */
    public static final DevPath VHOST_NET = new DevPath("/dev/vhost-net");

    /** Where tap devices are made, {@code /dev/net/tun}. Source: {@code Documentation/networking/tuntap.rst}. */
    public static final DevPath TUN = new DevPath("/dev/net/tun");

    public DevPath {
        if (text.length() > MAX || !SYNTAX.matcher(text).matches()) {
            throw new IllegalArgumentException("not a path below /dev");
        }
    }

    /** The node of a vfio group, {@code /dev/vfio/<group>}; there while a member is bound to vfio-pci. */
    public static DevPath ofGroup(IommuGroup group) {
        return new DevPath("/dev/vfio/" + group);
    }

    /** The node of a group that no IOMMU guards, {@code /dev/vfio/noiommu-<group>}; there while its one member is bound. */
    public static DevPath ofNoIommuGroup(IommuGroup group) {
        return new DevPath("/dev/vfio/noiommu-" + group);
    }

    @Override
    public int compareTo(DevPath other) {
        return text.compareTo(other.text);
    }

    @Override
    public String toString() {
        return text;
    }
}
