package io.keelson.dpdk.check;

import io.keelson.dpdk.check.UserspaceFacts.VfioPci;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The files of one host that tell whether VFs can go to user space.
 *
 * <p>Sources: {@code Documentation/driver-api/vfio.rst}, {@code Documentation/admin-guide/mm/hugetlbpage.rst},
 * {@code Documentation/ABI/testing/sysfs-class-iommu}, man 5 proc.
 *
 * @param root {@code /}, or where another host's files lie
 */
public record UserspaceHost(Path root) {
    /** A kernel release, as part of a path. */
    private static final Pattern RELEASE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._+~-]{0,63}");

    /** What is there now. Anything that cannot be read is absent; never fails. */
    public UserspaceFacts read() {
        HostProcesses processes = HostProcesses.read(root.resolve("proc"));
        return new UserspaceFacts(
                HostFiles.names(root.resolve("sys/class/iommu")).orElse(List.of()),
                noIommuMode(),
                vfioPci(),
                new HugepageDirs(root.resolve("sys")).read(),
                processes.runtimes(),
                processes.openers());
    }

    private Optional<Boolean> noIommuMode() {
        return HostFiles.text(root.resolve("sys/module/vfio/parameters/enable_unsafe_noiommu_mode"))
                .flatMap(text -> switch (text) {
                    case "Y", "1" -> Optional.of(true);
                    case "N", "0" -> Optional.of(false);
                    default -> Optional.empty();
                });
    }

    private VfioPci vfioPci() {
        if (Files.isDirectory(root.resolve("sys/bus/pci/drivers/vfio-pci"))) {
            return VfioPci.LOADED;
        }
        Optional<Path> modules = HostFiles.text(root.resolve("proc/sys/kernel/osrelease"))
                .filter(release -> RELEASE.matcher(release).matches())
                .map(release -> root.resolve("lib/modules").resolve(release).resolve("modules.dep"));
        return modules.flatMap(UserspaceHost::namesVfioPci)
                .map(named -> named ? VfioPci.INSTALLED : VfioPci.ABSENT)
                .orElse(VfioPci.UNSEEN);
    }

    /** Whether the list of modules has it, line by line, since the list is long. */
    private static Optional<Boolean> namesVfioPci(Path list) {
        try (BufferedReader lines = Files.newBufferedReader(list, StandardCharsets.ISO_8859_1)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.substring(0, Math.max(0, line.indexOf(':'))).contains("/vfio-pci.ko")) {
                    return Optional.of(true);
                }
            }
            return Optional.of(false);
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
