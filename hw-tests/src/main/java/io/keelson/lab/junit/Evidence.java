package io.keelson.lab.junit;

import io.keelson.lab.Guest;
import io.keelson.lab.LabException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What a guest's logs said when a test failed, kept beside the build's other reports. */
record Evidence(Path folder) {
    private static final String PACK = """
            { dmesg; ip -d link; ps axf; ls /etc/kubernetes/manifests /etc/cni/net.d; } >/var/log/state 2>&1
            curl -sS --max-time 10 http://127.0.0.1:10255/pods >/var/log/pods.json 2>&1
            tar -C /var -czf /run/lab/evidence.tgz --warning=no-file-changed log || [ $? = 1 ]""";

    static Evidence inBuildFolder() {
        return new Evidence(Path.of("target", "lab"));
    }

    /** Where it was put, or why it could not be had. */
    String keep(Guest guest, String test) {
        try {
            guest.run(PACK);
            Files.createDirectories(folder);
            Path file = folder.resolve(test + ".tgz").toAbsolutePath();
            Files.write(file, guest.getFile("/run/lab/evidence.tgz"));
            return "the guest's logs are in " + file;
        } catch (LabException e) {
            return "the guest's logs could not be had: " + e.getMessage();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
