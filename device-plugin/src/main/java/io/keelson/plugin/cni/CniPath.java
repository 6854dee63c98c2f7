package io.keelson.plugin.cni;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** CNI_PATH: the directories plugins lie in. Entries that are not plain absolute paths are passed over. */
record CniPath(List<String> directories) {
    private static final Pattern DIRECTORY = Pattern.compile("(/[A-Za-z0-9_@+-][A-Za-z0-9_.@+-]*)+/?");
    private static final int MAX = 4096;

    CniPath {
        directories = List.copyOf(directories);
    }

    static CniPath parse(String text) {
        String bounded = text.length() <= MAX ? text : "";
        return new CniPath(Arrays.stream(bounded.split(":"))
                .filter(d -> DIRECTORY.matcher(d).matches())
                .toList());
    }

    /** The executable of this name in the first directory that has one. */
    Optional<Path> find(PluginType type) {
        return directories.stream()
                .map(d -> Path.of(d, type.text()))
                .filter(p -> Files.isRegularFile(p) && Files.isExecutable(p))
                .findFirst();
    }

    @Override
    public String toString() {
        return String.join(":", directories);
    }
}
