package io.keelson.vf.journal;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Other processes running a class of this module's tests. */
final class Children {
    private Children() {}

    /** The command that runs the main class with these arguments. */
    static List<String> command(Class<?> main, Object... args) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xshare:auto",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-XX:-UsePerfData",
                "-cp",
                System.getProperty("java.class.path"),
                main.getName()));
        for (Object arg : args) {
            command.add(arg.toString());
        }
        return command;
    }

    /** Starts it; what it says on standard error goes where this process' goes. */
    static Process start(List<String> command) throws IOException {
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }
}
