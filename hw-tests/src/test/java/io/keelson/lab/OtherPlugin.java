package io.keelson.lab;

import io.keelson.lab.node.Node;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** The device plugin that was there before: {@link ForeignPlugin}, or the executable that {@code PEER_DEVICE_PLUGIN} names. */
record OtherPlugin(Guest guest, String command) {
    private static final String FOLDER = "/run/lab/other";

    /** Puts it into the guest; the stand-in has this resource and these devices, the other one what the configuration says. */
    static OtherPlugin prepare(Guest guest, String resource, String... devices) {
        Optional<Path> peer =
                Optional.ofNullable(System.getenv("PEER_DEVICE_PLUGIN")).map(Path::of);
        if (peer.isPresent()) {
            putAlone(guest, peer.get());
            return new OtherPlugin(
                    guest,
                    FOLDER + "/" + peer.get().getFileName() + " -config-file /etc/pcidp/config.json -logtostderr -v 5");
        }
        guest.putFolder(classes(), FOLDER);
        return new OtherPlugin(
                guest,
                "/opt/keelson/runtime/bin/java -cp '/opt/keelson/lib/*:" + FOLDER + "' " + ForeignPlugin.class.getName()
                        + " " + resource + " " + String.join(" ", devices));
    }

    void start() {
        guest.run("(exec setsid " + command
                + " >>/var/log/other-plugin.log 2>&1 </dev/null) & echo $! >/run/lab/other.pid");
    }

    void stop() {
        guest.run("kill $(cat /run/lab/other.pid)");
        guest.await("the other device plugin to end", Node.PATIENCE, "! kill -0 $(cat /run/lab/other.pid)");
    }

    private static void putAlone(Guest guest, Path executable) {
        try {
            Path alone = Files.createTempDirectory("peer");
            Path copy = Files.copy(executable, alone.resolve(executable.getFileName()));
            guest.putFolder(alone, FOLDER);
            Files.delete(copy);
            Files.delete(alone);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path classes() {
        try {
            return Path.of(ForeignPlugin.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
        } catch (URISyntaxException e) {
            throw new LabException("where the tests' classes are: " + e.getMessage());
        }
    }
}
