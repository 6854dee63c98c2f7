package io.keelson.vf.sysfs;

import io.keelson.vf.model.IfName;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * {@code <device>/net}: a function's interfaces in the host's namespace. It is empty while they are in another one. Of a
 * function that is a virtio device it is {@code <device>/virtio<n>/net}.
 *
 * <p>In switchdev mode a PF's directory lists its uplink and every representor, whichever sorts first.
 */
record NetDir(Path device) {
    private static final Comparator<NetdevDir> FIRST_PORT =
            Comparator.comparingInt(NetdevDir::devPort).thenComparingInt(NetdevDir::ifindex);

    /** The function's own interface; of several, the one of its first port. */
    Optional<NetdevDir> own(Findings findings) {
        return first(interfaces(findings));
    }

    /** A PF's uplink: never a representor. */
    Optional<NetdevDir> uplink(Findings findings) {
        return ports(findings).uplink();
    }

    /** A PF's interfaces, as ports of its switch where it has one. */
    SwitchPorts ports(Findings findings) {
        return SwitchPorts.of(interfaces(findings));
    }

    /** Where it is, or would be. */
    Path path(Findings findings) {
        Path own = device.resolve("net");
        return KernelFile.exists(own)
                ? own
                : VirtioDir.of(device, findings)
                        .map(virtio -> virtio.path().resolve("net"))
                        .orElse(own);
    }

    private List<NetdevDir> interfaces(Findings findings) {
        Path net = path(findings);
        if (!KernelFile.isDirectory(net) && !KernelFile.exists(net)) {
            return List.of();
        }
        List<NetdevDir> interfaces = new ArrayList<>(1);
        try {
            for (String name : KernelFile.names(directory(net))) {
                Optional<IfName> ifName = IfName.parse(name);
                if (ifName.isEmpty()) {
                    findings.unexpected(net, name);
                } else {
                    interfaces.add(new NetdevDir(ifName.get(), directory(net.resolve(name))));
                }
            }
        } catch (NoSuchFileException e) {
            return List.of(); // unbound from its driver this moment
        } catch (IOException e) {
            findings.unreadable(net, e);
        }
        return interfaces;
    }

    /** No link: in sysfs these are directories, and a link might lead out of the root. */
    private static Path directory(Path path) throws IOException {
        if (!KernelFile.isDirectory(path) && KernelFile.exists(path)) {
            throw new NotDirectoryException(path.toString());
        }
        return path;
    }

    static Optional<NetdevDir> first(List<NetdevDir> interfaces) {
        return interfaces.size() <= 1
                ? interfaces.stream().findFirst()
                : interfaces.stream().min(FIRST_PORT);
    }
}
