package io.keelson.plugin.app;

import io.keelson.config.model.Intent;
import io.keelson.plugin.kubelet.KubeletIo;
import io.keelson.vf.HostScanner;
import io.keelson.vf.JournalView;
import io.keelson.vf.Machine;
import io.keelson.vf.model.HostException;
import io.keelson.vf.model.Snapshot;
import io.keelson.vf.model.Uses;
import io.keelson.vf.model.World;
import io.keelson.vf.step.Lane;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code keelson plan}. */
@Command(
        name = "plan",
        mixinStandardHelpOptions = true,
        description = "Show what would be changed on this host, step by step, and whom it would hurt. Changes nothing.",
        footerHeading = "%nExamples:%n",
        footer = {"  keelson plan", "  keelson plan --config new.yaml -o json"})
final class PlanVerb extends Verb {
    @Option(names = "-o", defaultValue = "table", description = "table, json or yaml.")
    Format format = Format.TABLE;

    @Override
    int run() throws HostException {
        Optional<Intent> intent = intent();
        if (intent.isEmpty()) {
            return 1;
        }
        Planning planning = Planning.of(intent.get(), world());
        output().text(format.render(planning::table, () -> PlanJson.of(planning)));
        output().problems(planning.allProblems());
        return planning.isRefused() ? 1 : 0;
    }

    private World world() throws HostException {
        JournalView journal = new JournalView(paths().state());
        if (!isOwnHost()) {
            Snapshot tree = HostScanner.ofTree(paths().root()).scan();
            return new World(tree, journal.ledger(), Uses.NONE);
        }
        try (Machine machine = Machine.open(paths().root(), purpose -> {});
                KubeletIo io = new KubeletIo(Threads.factory("kubelet-io"))) {
            Snapshot seen = machine.facts().last();
            KubeletReads reads = new KubeletReads(paths(), io);
            Evidence evidence = new Evidence(reads::devicesInUse, new OpenGroups(paths().proc()), () -> seen);
            List<Lane> pfs = seen.pfs().stream()
                    .map(p -> (Lane) new Lane.WholePf(p.address()))
                    .toList();
            return new World(seen, journal.ledger(), evidence.around(pfs));
        }
    }
}
