package io.keelson.lab;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;

/** Where the lab says what it is doing, so that nobody looks at a silent screen. */
@FunctionalInterface
public interface Progress {
    void say(String line);

    /** On standard error, as the shell scripts do. */
    static Progress onStandardError() {
        PrintWriter err = new PrintWriter(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8);
        return line -> err.println("lab: " + line);
    }
}
