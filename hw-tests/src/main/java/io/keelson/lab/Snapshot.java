package io.keelson.lab;

import java.nio.file.Path;

/** A guest held still: what was on its disk and in its memory. */
record Snapshot(Path disk, Path memory) {
    static Snapshot in(Path folder) {
        return new Snapshot(folder.resolve("disk.qcow2"), folder.resolve("memory"));
    }
}
