package io.keelson.vf.testing;

import io.keelson.vf.HostScanner;
import io.keelson.vf.model.Snapshot;
import io.keelson.vf.model.Vf;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** A program for {@code hw-tests/bin/bench}: makes the tree of 16 PFs with 128 VFs each, and times warm scans of it. */
public final class ScanBench {
    private static final int WARM_UP = 40;
    private static final int RUNS = 31;

    private ScanBench() {}

    /** {@code ScanBench TREE}: makes the tree if it is not there, prints microseconds of a whole scan and of one VF. */
    public static void main(String[] args) {
        Path root = Path.of(args[0]);
        if (!Files.exists(root.resolve("sys"))) {
            TreeBuilder.scaled(root, 16, 128);
        }
        HostScanner scanner = HostScanner.ofTree(root);
        Snapshot seen = scanner.scan();
        Vf one = seen.vfs().findFirst().orElseThrow();
        print("pfs", seen.pfs().size());
        print("vfs", seen.vfs().count());
        print("scan_us", median(scanner::scan));
        print("one_vf_us", median(() -> scanner.vf(one)));
        print("one_pf_us", median(() -> scanner.pf(one.pf())));
    }

    private static long median(Runnable look) {
        for (int i = 0; i < WARM_UP; i++) {
            look.run();
        }
        long[] times = new long[RUNS];
        for (int i = 0; i < RUNS; i++) {
            long began = System.nanoTime();
            look.run();
            times[i] = (System.nanoTime() - began) / 1000;
        }
        Arrays.sort(times);
        return times[RUNS / 2];
    }

    private static void print(String what, long number) {
        System.out.println(what + " " + number);
    }
}
