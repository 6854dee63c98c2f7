package io.keelson.plugin.app;

import io.keelson.plugin.attach.Markers;
import io.keelson.plugin.cni.Conflist;
import io.keelson.plugin.install.Installation;
import io.keelson.vf.model.Code;
import io.keelson.vf.model.ContainerId;
import io.keelson.vf.model.HostException;
import io.keelson.vf.model.Problem;
import io.keelson.vf.model.Subject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import picocli.CommandLine.Command;

/** {@code keelson uninstall}: the last step of taking Keelson off a node. */
@Command(
        name = "uninstall",
        mixinStandardHelpOptions = true,
        description = "Take the CNI executable away, once nothing on the node needs it any more.",
        footerHeading = "%nExample:%n",
        footer = "  keelson uninstall")
final class UninstallVerb extends Verb {
    @Override
    int run() throws HostException {
        List<Problem> needed = needed();
        output().problems(needed);
        if (!needed.isEmpty()) {
            return 1;
        }
        List<String> told = new Installation(paths().forwarder(), paths().cniBin()).remove();
        told.forEach(output()::line);
        if (told.isEmpty()) {
            output().line("Nothing of ours in " + paths().cniBin());
        }
        return 0;
    }

    /** The entry goes first, then the pods, the executable last: a pod can be neither made nor ended without it. */
    private List<Problem> needed() throws HostException {
        List<Problem> needed = new ArrayList<>();
        for (Path file : new Conflist(paths().cniConfig()).naming()) {
            needed.add(Problem.of(
                    Code.CNI_STILL_NEEDED,
                    Subject.file(file),
                    "has an entry of type keelson, or cannot be read: without the executable no pod could start or end",
                    "take the entry out first"));
        }
        Set<ContainerId> sandboxes = new Markers(paths().attached()).present();
        if (!sandboxes.isEmpty()) {
            needed.add(Problem.of(
                    Code.CNI_STILL_NEEDED,
                    Subject.file(paths().attached()),
                    sandboxes.size() + " sandboxes hold devices, and give them back through the executable",
                    "end these pods first: 'keelson status' names them"));
        }
        return needed;
    }
}
