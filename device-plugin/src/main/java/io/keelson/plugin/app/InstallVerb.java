package io.keelson.plugin.app;

import io.keelson.plugin.install.Installation;
import io.keelson.vf.model.HostException;
import io.keelson.vf.model.Problem;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code keelson install}. */
@Command(
        name = "install",
        mixinStandardHelpOptions = true,
        description = "Put the CNI executable into the runtime's directory, whole or not at all.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  keelson install",
            "  keelson install --as-sriov               for network definitions of type sriov",
            "  keelson install --as-sriov --replace     in the place of sriov-cni, which comes back with 'uninstall'"
        })
final class InstallVerb extends Verb {
    @Option(names = "--as-sriov", description = "Also under the name sriov.")
    boolean asSriov;

    @Option(names = "--replace", description = "Set aside what is there and not ours.")
    boolean replacing;

    @Override
    int run() throws HostException {
        Installation installation = new Installation(paths().forwarder(), paths().cniBin());
        List<String> names =
                asSriov ? List.of(Installation.OWN_NAME, Installation.PEER_NAME) : List.of(Installation.OWN_NAME);
        List<Problem> problems = installation.problems(names, replacing);
        output().problems(problems);
        if (!problems.isEmpty()) {
            return 1;
        }
        installation.install(names).forEach(output()::line);
        return 0;
    }
}
