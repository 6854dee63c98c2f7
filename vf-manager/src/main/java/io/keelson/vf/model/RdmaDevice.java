package io.keelson.vf.model;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * An RDMA device of a function, with the first character device of each class that names it; all lie in
 * {@code /dev/infiniband}. Source: {@code Documentation/ABI/stable/sysfs-class-infiniband}.
 *
 * @param ucm the old connection manager's, which kernels since 5.2 do not have
 * @param issm for a subnet manager
 * @param umad for management datagrams
 * @param uverbs for verbs; without it a program in user space cannot use the device
 * @param rdmaCm whether the host has {@code rdma_cm}, the connection manager's node that all devices share
 */
public record RdmaDevice(
        RdmaName name,
        Optional<DeviceNode> ucm,
        Optional<DeviceNode> issm,
        Optional<DeviceNode> umad,
        Optional<DeviceNode> uverbs,
        boolean rdmaCm) {
    /** Where these nodes lie. */
    public static final String DIRECTORY = "/dev/infiniband/";

    /** The connection manager's node. */
    public static final String RDMA_CM = DIRECTORY + "rdma_cm";

    /** The paths of all its nodes: ucm, issm, umad, uverbs, then the connection manager's. */
    public List<String> nodes() {
        Stream<String> own =
                Stream.of(ucm, issm, umad, uverbs).flatMap(Optional::stream).map(node -> DIRECTORY + node);
        return Stream.concat(own, rdmaCm ? Stream.of(RDMA_CM) : Stream.empty()).toList();
    }
}
