package io.keelson.plugin.publish;

import io.keelson.dpdk.grant.DeviceNode;
import io.keelson.plugin.pool.CdiPool;
import io.keelson.vf.model.HostException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.SortedMap;

/**
 * One file per pool that tells container runtimes which nodes a device has. A device without nodes is left out, since a
 * runtime refuses a file with one; a pool without any has no file. Any thread may call.
 * Source: Container Device Interface, SPEC.md 0.6.0; the files are of version 0.5.0, the first with {@code hostPath} and names
 * that begin with a digit.
 */
public final class CdiSpecs {
    private static final String START = "sriov-dp-";

    private final PublicDirectory directory;

    /** Files in this directory. */
    public CdiSpecs(Path directory) {
        this.directory = new PublicDirectory(directory);
    }

    /** Makes the pool's file tell of these devices, nodes by device id. Fails with {@code FILE_UNWRITABLE}. */
    public synchronized void put(CdiPool pool, SortedMap<String, List<DeviceNode>> devices) throws HostException {
        StringBuilder text = new StringBuilder(256);
        devices.forEach((id, nodes) -> {
            if (!nodes.isEmpty() && CdiPool.isDevice(id)) {
                device(text, id, nodes);
            }
        });
        if (text.length() == 0) {
            directory.remove(pool.fileName());
        } else {
            directory.put(
                    pool.fileName(),
                    "cdiVersion: 0.5.0\nkind: " + pool.kind() + "\ncontainerEdits: {}\ndevices:\n" + text);
        }
    }

    /**
     * Removes the files of device plugins of this kind, a peer's and ours of before, but for these pools: a device that two
     * files tell of is refused by runtimes. Fails with {@code FILE_UNWRITABLE}.
     */
    public synchronized void keepOnly(Collection<CdiPool> pools) throws HostException {
        List<String> ours = pools.stream().map(CdiPool::fileName).toList();
        for (String name : directory.names(n -> n.startsWith(START) && !ours.contains(n))) {
            directory.remove(name);
        }
    }

    private static void device(StringBuilder text, String id, List<DeviceNode> nodes) {
        text.append("- name: \"").append(id).append("\"\n  containerEdits:\n    deviceNodes:\n");
        for (DeviceNode node : nodes) {
            text.append("    - path: \"").append(node.container()).append("\"\n");
            text.append("      hostPath: \"").append(node.host()).append("\"\n");
            text.append("      permissions: ").append(DeviceNode.PERMISSIONS).append('\n');
        }
    }
}
