package io.keelson.lab.cli;

import io.keelson.lab.LabException;
import io.keelson.lab.Progress;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** {@code hw-tests/bin/lab}: the lab for a person. */
public final class Main {
    private Main() {}

    @AllowForbidden("the command's exit status is the guest command's")
    public static void main(String[] arguments) {
        PrintStream out = printTo(FileDescriptor.out);
        PrintStream err = printTo(FileDescriptor.err);
        Progress progress = Progress.onStandardError();
        int status;
        try {
            status = new LabCommand(progress, out, err).run(List.of(arguments));
        } catch (LabException e) {
            progress.say("error: " + e.getMessage());
            status = 1;
        }
        System.exit(status);
    }

    private static PrintStream printTo(FileDescriptor file) {
        return new PrintStream(new FileOutputStream(file), true, StandardCharsets.UTF_8);
    }
}
