package io.keelson.plugin.install;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Arrays;

/** What lies under one name in the directory of CNI executables. */
enum CniExecutable {
    ABSENT,
    /** The very bytes we bring. */
    SAME,
    /** Ours, of another version. */
    OURS,
    /** Somebody else's: another program, a link, a directory. */
    FOREIGN;

    /** Every version of ours says this where it is called with words it does not know. */
    private static final String MARK = "keelson-cni: a CNI plugin";

    private static final int MAX_BYTES = 1 << 20;

    static CniExecutable at(Path file, byte[] ours) throws IOException {
        if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            return ABSENT;
        }
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            return FOREIGN;
        }
        try (InputStream in = Files.newInputStream(file)) {
            byte[] found = in.readNBytes(MAX_BYTES);
            if (Arrays.equals(found, ours)) {
                return SAME;
            }
            return new String(found, StandardCharsets.ISO_8859_1).contains(MARK) ? OURS : FOREIGN;
        }
    }
}
