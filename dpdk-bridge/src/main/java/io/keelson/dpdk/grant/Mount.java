package io.keelson.dpdk.grant;

import java.util.regex.Pattern;

/** A file or folder of the host and where a container finds it; absolute paths without {@code .} or {@code ..} parts. */
public record Mount(String host, String container, boolean readOnly) {
    private static final Pattern SYNTAX = Pattern.compile("(/[A-Za-z0-9_-][A-Za-z0-9_.:-]*){1,32}");
    private static final int MAX = 256;

    public Mount {
        require(host);
        require(container);
    }

    private static void require(String path) {
        if (path.length() > MAX || !SYNTAX.matcher(path).matches()) {
            throw new IllegalArgumentException("not a path to mount");
        }
    }
}
