package io.keelson.plugin.means;

import io.keelson.vf.model.Code;
import io.keelson.vf.model.HostException;
import io.keelson.vf.model.Problem;
import io.keelson.vf.model.Subject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Reads the agent's means from {@code /proc}. Process 1 stands for the host: outside of a container all is as it has it.
 *
 * @param proc where procfs is mounted
 */
public record MeansReader(Path proc) {
    private static final String CAPABILITIES = "CapEff:";

    /** The process every pod starts with; who has it as process 1 shares the pod's PID namespace and not the host's. */
    private static final String PAUSE = "pause";

    /** Looks at the rights and at these directories. Fails with {@code SYSFS_UNREADABLE} where procfs is not there. */
    public Means read(List<Need> needs) throws HostException {
        boolean hostProcesses = ProcessHandle.current().pid() != 1
                && !text("1/comm").map(String::strip).equals(Optional.of(PAUSE));
        MountTable mounts = MountTable.parse(lines("self/mountinfo"));
        return new Means(
                capabilities(),
                hostProcesses,
                !hostProcesses || isHosts("net"),
                needs.stream().map(need -> place(need, mounts, hostProcesses)).toList());
    }

    private Means.Place place(Need need, MountTable mounts, boolean hostProcesses) {
        Optional<MountTable.Mount> mount = mounts.of(need.path());
        boolean isOwn = !hostProcesses || isHosts("mnt");
        return new Means.Place(
                need,
                isOwn || isSameOnHost(need.path()),
                mount.isEmpty() || !mount.get().readOnly(),
                isOwn || mount.isEmpty() || mount.get().receives());
    }

    private Set<Capability> capabilities() throws HostException {
        long mask = lines("self/status").stream()
                .filter(line -> line.startsWith(CAPABILITIES))
                .map(line -> line.substring(CAPABILITIES.length()).strip())
                .filter(word -> word.matches("[0-9a-f]{1,16}"))
                .mapToLong(word -> Long.parseUnsignedLong(word, 16))
                .findFirst()
                .orElse(0);
        Set<Capability> held = EnumSet.noneOf(Capability.class);
        for (Capability capability : Capability.values()) {
            if (capability.in(mask)) {
                held.add(capability);
            }
        }
        return held;
    }

    /** What cannot be compared counts as the host's: the capability to look is asked for too. */
    private boolean isHosts(String namespace) {
        try {
            return Files.readSymbolicLink(proc.resolve("self/ns/" + namespace))
                    .equals(Files.readSymbolicLink(proc.resolve("1/ns/" + namespace)));
        } catch (IOException e) {
            return true;
        }
    }

    private boolean isSameOnHost(Path path) {
        Path hosts = proc.resolve("1/root").resolve(Path.of("/").relativize(path));
        try {
            if (!Files.exists(hosts)) {
                return true;
            }
            return Files.exists(path)
                    && Files.getAttribute(path, "unix:dev").equals(Files.getAttribute(hosts, "unix:dev"))
                    && Files.getAttribute(path, "unix:ino").equals(Files.getAttribute(hosts, "unix:ino"));
        } catch (IOException e) {
            return true;
        }
    }

    private List<String> lines(String file) throws HostException {
        try {
            return Files.readAllLines(proc.resolve(file));
        } catch (IOException e) {
            throw new HostException(
                    Problem.of(
                            Code.SYSFS_UNREADABLE,
                            Subject.file(proc.resolve(file)),
                            String.valueOf(e.getMessage()),
                            "see whether /proc is mounted there"),
                    e);
        }
    }

    private Optional<String> text(String file) {
        try {
            return Optional.of(Files.readString(proc.resolve(file)));
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
