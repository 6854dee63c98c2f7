package io.keelson.plugin.means;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** The mounts of a process. Source of the format: proc_pid_mountinfo(5). */
record MountTable(List<Mount> mounts) {
    private static final int POINT = 4;
    private static final int OPTIONS = 5;
    private static final int TAGS = 6;

    /** A mount; {@code receives} where it is told of mounts made elsewhere. */
    record Mount(Path point, boolean readOnly, boolean receives) {}

    static MountTable parse(List<String> lines) {
        List<Mount> mounts = new ArrayList<>();
        for (String line : lines) {
            String[] words = line.split(" ", -1);
            if (words.length > TAGS && words[POINT].startsWith("/")) {
                mounts.add(new Mount(
                        Path.of(unescaped(words[POINT])),
                        List.of(words[OPTIONS].split(",")).contains("ro"),
                        receives(words)));
            }
        }
        return new MountTable(List.copyOf(mounts));
    }

    /** The mount that a path lies on: of the longest, the one mounted last. */
    Optional<Mount> of(Path path) {
        return mounts.stream()
                .filter(m -> path.startsWith(m.point()))
                .max(Comparator.comparingInt((Mount m) -> m.point().getNameCount())
                        .thenComparingInt(mounts::indexOf));
    }

    /** Optional fields run from here to a lone dash. */
    private static boolean receives(String[] words) {
        for (int i = TAGS; i < words.length && !words[i].equals("-"); i++) {
            if (words[i].startsWith("master:") || words[i].startsWith("shared:")) {
                return true;
            }
        }
        return false;
    }

    private static String unescaped(String text) {
        return text.replace("\\040", " ").replace("\\011", "\t").replace("\\134", "\\");
    }
}
