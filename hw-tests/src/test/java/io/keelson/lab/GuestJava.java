package io.keelson.lab;

import io.keelson.lab.node.Node;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.assertj.core.api.Assertions;

/** Runs main classes of the modules' tests in a guest, on its Java, with the libraries that the agent has. */
final class GuestJava {
    private static final Path LIBRARIES = Path.of("../device-plugin/target/keelson/lib");
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final String FLAGS =
            " -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Djffi.boot.library.path=/opt/keelson/lib"
                    + " -cp '/opt/tests/code:/opt/tests/code.jar:/opt/tests/lib/*:/opt/keelson/lib/*' ";

    private final Guest guest;
    private final String main;

    private GuestJava(Guest guest, String main) {
        this.guest = guest;
        this.main = main;
    }

    /** Brings the code of this main class in, by a folder to work in. */
    static GuestJava with(Guest guest, Class<?> main, Path folder) throws IOException, URISyntaxException {
        Files.createDirectories(folder.resolve("lib"));
        copy(codeOf(Assertions.class), folder.resolve("lib/assertj.jar"));
        Path code = codeOf(main);
        copy(code, folder.resolve(Files.isRegularFile(code) ? "code.jar" : "code"));
        guest.putFolder(LIBRARIES, "/opt/keelson/lib");
        guest.putFolder(folder, "/opt/tests");
        return new GuestJava(guest, main.getName());
    }

    /** What it says when run with these words. */
    String run(String words) {
        return guest.run("java " + Node.javaFlags(guest) + FLAGS + main + " " + words, PATIENCE);
    }

    /** A jar, or in a reactor that has not packaged it the folder of classes. */
    private static void copy(Path from, Path to) throws IOException {
        try (var files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Path target = to.resolve(from.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(file, target);
                }
            }
        }
    }

    private static Path codeOf(Class<?> type) throws URISyntaxException {
        return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
    }
}
