package io.keelson.vf.sysfs;

import java.io.IOException;
import java.nio.file.Path;

/**
 * The directory under which a host's {@code /sys} lies: {@code /} for the host itself, any directory for a captured tree or
 * a host that is mounted elsewhere.
 */
public record SysRoot(Path host) {
    /** The host this process runs on. */
    public static final SysRoot HOST = new SysRoot(Path.of("/"));

    /** The root at this directory, with links in its own path resolved; a directory that is not there has no facts. */
    public static SysRoot at(Path host) {
        try {
            return new SysRoot(host.toRealPath());
        } catch (IOException e) {
            return new SysRoot(host.toAbsolutePath().normalize());
        }
    }

    /** {@code <root>/sys}. */
    public Path sys() {
        return host.resolve("sys");
    }

    /** The path as the host itself would spell it, {@code /sys/...}: what messages show. */
    public String shown(Path path) {
        return path.startsWith(host) ? "/" + host.relativize(path) : path.toString();
    }

    /** Whether the directory is there and, once every link is resolved, still below {@code <root>/sys}. */
    boolean holds(Path directory) {
        try {
            return directory.toRealPath().startsWith(sys());
        } catch (IOException e) {
            return false;
        }
    }
}
