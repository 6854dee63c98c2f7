package io.keelson.vf.sysfs;

import io.keelson.vf.model.IfName;
import io.keelson.vf.model.KernelText;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Through which interfaces the host's default routes go: {@code /proc/1/net/route} and {@code ipv6_route}. Of an IPv4 route
 * with several next hops the kernel shows the first there. A table that cannot be read has none.
 * Source: {@code Documentation/filesystems/proc.rst}, {@code net/ipv4/fib_trie.c}, {@code net/ipv6/route.c}.
 */
record DefaultRoutes(SysRoot root) {
    private static final int REJECT = 0x0200;
    private static final int MAX_LINES = 10_000;
    /** A VLAN over a bond over a NIC in a bridge is four. */
    private static final int MAX_STACK = 8;

    /** The interfaces that routes name; not what these are stacked on. */
    Set<IfName> interfaces() {
        Set<IfName> names = new HashSet<>();
        for (String[] route : rows("proc/1/net/route", 8)) {
            if (isZero(route[1]) && isZero(route[7]) && !isReject(route[3])) {
                IfName.parse(route[0]).ifPresent(names::add);
            }
        }
        for (String[] route : rows("proc/1/net/ipv6_route", 10)) {
            if (isZero(route[0]) && isZero(route[1]) && !isReject(route[8])) {
                IfName.parse(route[9]).ifPresent(names::add);
            }
        }
        return names;
    }

    /** Whether the interface, or a bond, bridge or VLAN above it, is one of these. */
    boolean carries(IfName name, Set<IfName> routed) {
        return !routed.isEmpty() && carries(name, routed, MAX_STACK);
    }

    private boolean carries(IfName name, Set<IfName> routed, int depth) {
        return routed.contains(name)
                || (depth > 0 && uppers(name).anyMatch(upper -> carries(upper, routed, depth - 1)));
    }

    private Stream<IfName> uppers(IfName name) {
        Path directory = root.sys().resolve("class/net").resolve(name.text());
        if (!root.holds(directory)) {
            return Stream.empty();
        }
        try {
            return Stream.of(KernelFile.names(directory))
                    .filter(n -> n.startsWith("upper_"))
                    .map(n -> IfName.parse(n.substring("upper_".length())))
                    .flatMap(Optional::stream);
        } catch (IOException gone) {
            return Stream.empty();
        }
    }

    private List<String[]> rows(String file, int words) {
        try (Stream<String> lines = Files.lines(root.host().resolve(file))) {
            return lines.limit(MAX_LINES)
                    .map(line -> line.strip().split("\\s+"))
                    .filter(row -> row.length >= words)
                    .toList();
        } catch (IOException | UncheckedIOException unreadable) {
            return List.of();
        }
    }

    private static boolean isZero(String hex) {
        return !hex.isEmpty() && hex.chars().allMatch(c -> c == '0');
    }

    private static boolean isReject(String flags) {
        return (KernelText.hex(flags).orElse(0) & REJECT) != 0;
    }
}
