package io.keelson.dpdk.check;

import io.keelson.vf.model.KernelText;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The processes of interest among all below {@code /proc}. Source: man 5 proc.
 *
 * @param runtimes those named as a container runtime, by process id
 * @param openers those with a vfio group open; absent where one could not be looked into
 */
record HostProcesses(List<HostProcess> runtimes, Optional<List<HostProcess>> openers) {
    private static final Set<String> RUNTIMES = Set.of("containerd", "crio");
    private static final Pattern GROUP = Pattern.compile("/dev/vfio/(noiommu-)?[0-9]{1,10}");
    private static final Pattern MEMLOCK = Pattern.compile("(?m)^Max locked memory +(unlimited|[0-9]{1,20}) ");
    private static final Pattern CAPABILITIES = Pattern.compile("(?m)^CapEff:\\s+[0-9a-f]{12}([0-9a-f]{4})$");
    private static final int IPC_LOCK = 14;

    static HostProcesses read(Path proc) {
        List<HostProcess> runtimes = new ArrayList<>();
        List<HostProcess> openers = new ArrayList<>();
        boolean all = true;
        for (long pid : pids(proc)) {
            Path process = proc.resolve(Long.toString(pid));
            String name = HostFiles.text(process.resolve("comm")).orElse("");
            if (RUNTIMES.contains(name)) {
                of(process, pid, name).ifPresent(runtimes::add);
            }
            Optional<Boolean> opens = hasGroupOpen(process.resolve("fd"));
            if (opens.orElse(false)) {
                of(process, pid, name).ifPresent(openers::add);
            }
            all &= opens.isPresent() || !Files.exists(process);
        }
        return new HostProcesses(runtimes, all ? Optional.of(openers) : Optional.empty());
    }

    private static List<Long> pids(Path proc) {
        return HostFiles.names(proc).orElse(List.of()).stream()
                .map(KernelText::decimal)
                .filter(OptionalLong::isPresent)
                .map(OptionalLong::getAsLong)
                .sorted()
                .toList();
    }

    private static Optional<Boolean> hasGroupOpen(Path descriptors) {
        return HostFiles.names(descriptors)
                .map(names -> names.stream().anyMatch(fd -> HostFiles.target(descriptors.resolve(fd))
                        .filter(target -> GROUP.matcher(target).matches())
                        .isPresent()));
    }

    /** Empty where its limits cannot be told, as of one that ended. */
    private static Optional<HostProcess> of(Path process, long pid, String name) {
        return HostFiles.text(process.resolve("limits"))
                .map(MEMLOCK::matcher)
                .filter(Matcher::find)
                .map(limit -> new HostProcess(pid, name, KernelText.decimal(limit.group(1)), mayExceed(process)));
    }

    private static boolean mayExceed(Path process) {
        return HostFiles.text(process.resolve("status"))
                .map(CAPABILITIES::matcher)
                .filter(Matcher::find)
                .map(set -> KernelText.hex(set.group(1)))
                .filter(OptionalLong::isPresent)
                .filter(set -> ((set.getAsLong() >> IPC_LOCK) & 1) == 1)
                .isPresent();
    }
}
