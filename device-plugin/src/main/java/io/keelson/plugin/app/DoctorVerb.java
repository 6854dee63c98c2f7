package io.keelson.plugin.app;

import io.keelson.vf.model.HostException;
import picocli.CommandLine.Command;

/** {@code keelson doctor}. */
@Command(name = "doctor", mixinStandardHelpOptions = true, description = "Say why a pod does not get a VF.")
final class DoctorVerb extends Verb {
    @Override
    int run() throws HostException {
        return 0;
    }
}
