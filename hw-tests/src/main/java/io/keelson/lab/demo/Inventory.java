package io.keelson.lab.demo;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The tables that {@code keelson inventory} printed, read back: what the demo claims, it counts here. */
record Inventory(List<List<String>> pfs, List<List<String>> vfs) {
    private static final int DRIVER = 2;
    private static final int PF_NUMA = 6;
    private static final int PF_VFS = 8;

    static Inventory parse(String text) {
        String[] tables = text.split("\n\n", 2);
        return new Inventory(rows(tables[0]), tables.length > 1 ? rows(tables[1]) : List.of());
    }

    private static List<List<String>> rows(String table) {
        return table.lines()
                .filter(line -> line.startsWith("0000:"))
                .map(line -> Arrays.asList(line.split(" {2,}")))
                .toList();
    }

    Set<String> pfDrivers() {
        return column(DRIVER);
    }

    Set<String> numaNodes() {
        return column(PF_NUMA);
    }

    /** How many VFs each PF has, of how many. */
    Set<String> counts() {
        return column(PF_VFS);
    }

    private Set<String> column(int number) {
        return pfs.stream().map(row -> row.get(number)).collect(Collectors.toCollection(TreeSet::new));
    }
}
