package io.keelson.lab;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** What a guest is made of, in the cache. The shell scripts of this module build what is missing and print where it is. */
final class Artefacts {
    /** The status with which a script says that this machine cannot build the thing at all. */
    private static final int UNBUILDABLE = 3;

    private final Path home;
    private final Progress progress;

    Artefacts(Path home, Progress progress) {
        this.home = home;
        this.progress = progress;
    }

    /** The folder {@code hw-tests}, from the property {@code keelson.lab.home} or the working directory. */
    static Path home() {
        Path here = Path.of("").toAbsolutePath();
        return Stream.of(Path.of(System.getProperty("keelson.lab.home", "")), here, here.resolve("hw-tests"))
                .filter(folder -> Files.isExecutable(folder.resolve("image/guest.sh")))
                .findFirst()
                .orElseThrow(() -> new LabException("no hw-tests folder in " + here + ": set -Dkeelson.lab.home"))
                .toAbsolutePath();
    }

    static Path cache() {
        String own = System.getenv("KEELSON_CACHE");
        String shared = System.getenv("XDG_CACHE_HOME");
        if (own != null) {
            return Path.of(own);
        }
        return (shared != null ? Path.of(shared) : Path.of(System.getProperty("user.home"), ".cache"))
                .resolve("keelson");
    }

    Path qemu() {
        return ask("image/qemu.sh");
    }

    /** A newer one, for what {@link #qemu} has not. */
    Path newerQemu() {
        return ask("image/newer-qemu.sh");
    }

    Path guest() {
        return ask("image/guest.sh");
    }

    Path kubelet() {
        return ask("kubelet/build.sh", "kubelet");
    }

    /** Of the same Kubernetes as {@link #kubelet}. */
    Path apiServer() {
        return ask("kubelet/build.sh", "kube-apiserver");
    }

    /** What an API server keeps its objects in. */
    Path etcd() {
        return ask("etcd/build.sh");
    }

    /** A folder with {@code netdevsim.ko} for the guest's kernel; for a test that needs it, which puts it in. */
    Path netdevsim() {
        return ask("image/netdevsim.sh");
    }

    Path script(String name) {
        return home.resolve(name);
    }

    private Path ask(String script, String... arguments) {
        try {
            Path answer = Files.createTempFile("keelson-lab", ".answer");
            try {
                List<String> command = Stream.concat(Stream.of(script(script).toString()), Stream.of(arguments))
                        .toList();
                run(script, new ProcessBuilder(command).redirectOutput(answer.toFile()));
                return Path.of(Files.readString(answer).strip());
            } finally {
                Files.deleteIfExists(answer);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void run(String script, ProcessBuilder builder) throws IOException {
        Process process = builder.start();
        process.getOutputStream().close();
        String last = "no output";
        try (BufferedReader told = process.errorReader()) {
            for (String line = told.readLine(); line != null; line = told.readLine()) {
                last = line.startsWith("lab: ") ? line.substring("lab: ".length()) : line;
                progress.say(last);
            }
        }
        int status = Processes.waitFor(process);
        if (status == UNBUILDABLE) {
            throw new MissingException(last);
        }
        if (status != 0) {
            throw new LabException("hw-tests/" + script + " failed: " + last);
        }
    }
}
