package io.keelson.vf.sysfs;

import io.keelson.vf.model.DeviceNode;
import io.keelson.vf.model.PKey;
import io.keelson.vf.model.RdmaDevice;
import io.keelson.vf.model.RdmaName;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * {@code <device>/infiniband}, the RDMA devices of a function, and beside it the directories of their character devices
 * ({@code infiniband_verbs}, {@code infiniband_mad}, {@code infiniband_cm}), each with an {@code ibdev} that says whose it is.
 * In exclusive RDMA mode all of it is gone while the device is in another network namespace.
 * Source: {@code Documentation/ABI/stable/sysfs-class-infiniband}.
 */
record RdmaDir(SysRoot root, Path function) {
    private static final int MOST = 64;

    /**
     * Where the kernel keeps RDMA devices that it makes in software over a netdev (soft-RoCE): not with the function, they
     * name the netdev in {@code parent}. They go when it moves to another network namespace. Source:
     * {@code drivers/infiniband/sw/rxe}.
     */
    static RdmaDir ofSoftware(SysRoot root) {
        return new RdmaDir(root, root.sys().resolve("devices/virtual"));
    }

    /** Whether the function has RDMA devices here, by one lstat. */
    boolean isThere() {
        return KernelFile.isDirectory(function.resolve("infiniband"));
    }

    /** Every device, by name. */
    List<RdmaDevice> devices(Findings findings) {
        return devices(name -> true, findings);
    }

    /** The devices that were made over one of these netdevs. */
    List<RdmaDevice> devicesOver(Set<String> netdevs, Findings findings) {
        Path devices = function.resolve("infiniband");
        return devices(
                name -> Attributes.ifTold(devices.resolve(name).resolve("parent"))
                        .filter(netdevs::contains)
                        .isPresent(),
                findings);
    }

    private List<RdmaDevice> devices(Predicate<String> wanted, Findings findings) {
        List<RdmaDevice> devices = new ArrayList<>(1);
        boolean rdmaCm = KernelFile.exists(root.sys().resolve("class/misc/rdma_cm"));
        for (String text : names("infiniband", findings)) {
            Optional<RdmaName> name = RdmaName.parse(text);
            if (name.isEmpty()) {
                findings.unexpected(function.resolve("infiniband"), text);
            } else if (wanted.test(text)) {
                devices.add(device(name.get(), rdmaCm, findings));
            }
        }
        return devices;
    }

    /** The first partition key of a device's first port. */
    Optional<PKey> pkey(RdmaName device, Findings findings) {
        Path keys = function.resolve("infiniband").resolve(device.text()).resolve("ports/1/pkeys");
        return new Attributes(keys, findings).optional("0", PKey::parse);
    }

    private RdmaDevice device(RdmaName name, boolean rdmaCm, Findings findings) {
        return new RdmaDevice(
                name,
                first("infiniband_cm", "ucm", name, findings),
                first("infiniband_mad", "issm", name, findings),
                first("infiniband_mad", "umad", name, findings),
                first("infiniband_verbs", "uverbs", name, findings),
                rdmaCm);
    }

    private Optional<DeviceNode> first(String kind, String prefix, RdmaName device, Findings findings) {
        for (String text : names(kind, findings)) {
            Optional<DeviceNode> node = DeviceNode.parse(text).filter(n -> text.startsWith(prefix));
            Path directory = function.resolve(kind).resolve(text);
            if (node.isPresent()
                    && Attributes.ifTold(directory.resolve("ibdev"))
                            .filter(device.text()::equals)
                            .isPresent()) {
                return node;
            }
        }
        return Optional.empty();
    }

    /** In the order of their text, as others list them; none where there is no such directory. */
    private List<String> names(String kind, Findings findings) {
        Path directory = function.resolve(kind);
        if (!KernelFile.isDirectory(directory)) {
            return List.of();
        }
        try {
            return Arrays.stream(KernelFile.names(directory))
                    .sorted()
                    .limit(MOST)
                    .toList();
        } catch (IOException e) {
            findings.unreadable(directory, e);
            return List.of();
        }
    }
}
