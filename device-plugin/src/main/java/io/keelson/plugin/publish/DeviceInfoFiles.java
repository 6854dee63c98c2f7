package io.keelson.plugin.publish;

import io.keelson.config.model.ResourceName;
import io.keelson.plugin.pool.Assigned;
import io.keelson.plugin.pool.PoolView;
import io.keelson.vf.model.DeviceId;
import io.keelson.vf.model.Grant;
import io.keelson.vf.model.HostException;
import io.keelson.vf.model.Ledger;
import io.keelson.vf.model.PciAddress;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * A file for every device that is granted, as long as it is: what Multus puts into the pod's network status, and needs again
 * when a sandbox is made anew without another Allocate. Any thread may call.
 *
 * <p>Where a file belongs to a device of our resource by its name it is ours; every other is left alone.
 */
public final class DeviceInfoFiles {
    private static final String END = "-device.json";

    private final PublicDirectory directory;
    private final Supplier<Ledger> ledger;

    /** Files in this directory, kept for the grants of this ledger. */
    public DeviceInfoFiles(Path directory, Supplier<Ledger> ledger) {
        this.directory = new PublicDirectory(directory);
        this.ledger = ledger;
    }

    /** The name of a device's file. */
    static String name(ResourceName resource, String device) {
        return start(resource) + device.replace('/', '-') + END;
    }

    /** Writes those of devices that were granted. Fails with {@code FILE_UNWRITABLE}. */
    public synchronized void granted(ResourceName resource, Collection<Assigned> devices) throws HostException {
        for (Assigned device : devices) {
            if (DeviceInfo.isFor(device.device())) {
                directory.put(name(resource, device.id()), DeviceInfo.of(device.device(), device.extras()));
            }
        }
    }

    /**
     * Makes the files of a pool's resource those of its grants: writes what is missing, removes what is over. A granted device
     * that the pool has not now keeps the file it has. Fails with {@code FILE_UNWRITABLE}.
     */
    public synchronized void keep(PoolView pool) throws HostException {
        ResourceName resource = pool.terms().resource();
        // Read with the lock held: a grant is in the ledger before its file is written, so none is taken for over.
        Set<DeviceId> granted = ledger.get().grants().values().stream()
                .filter(g -> g.resource().equals(resource.toString()))
                .map(Grant::device)
                .collect(Collectors.toSet());
        List<String> over = directory.names(
                name -> device(resource, name).filter(d -> !granted.contains(d)).isPresent());
        for (String name : over) {
            directory.remove(name);
        }
        if (!granted.isEmpty()) {
            granted(
                    resource,
                    pool.devices().stream()
                            .filter(d -> granted.contains(d.device().deviceId()))
                            .toList());
        }
    }

    private static Optional<PciAddress> device(ResourceName resource, String name) {
        String start = start(resource);
        return name.startsWith(start) && name.endsWith(END) && name.length() > start.length() + END.length()
                ? PciAddress.parse(name.substring(start.length(), name.length() - END.length()))
                : Optional.empty();
    }

    private static String start(ResourceName resource) {
        return resource.toString().replace('/', '-') + "-";
    }
}
