package io.keelson.plugin.app;

import io.keelson.plugin.kubelet.KubeletIo;
import io.keelson.plugin.status.Holdings;
import io.keelson.vf.HostScanner;
import io.keelson.vf.JournalView;
import io.keelson.vf.model.DeviceId;
import io.keelson.vf.model.HostException;
import io.keelson.vf.model.Ledger;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code keelson status}. */
@Command(
        name = "status",
        mixinStandardHelpOptions = true,
        description = "Show which pod holds which VF, and which VFs kubelet was granted.",
        footerHeading = "%nExamples:%n",
        footer = {"  keelson status", "  keelson status -o json | jq -r '.vfs[] | [.vf, .pod] | @tsv'"})
final class StatusVerb extends Verb {
    @Option(names = "-o", defaultValue = "table", description = "table, json or yaml.")
    Format format = Format.TABLE;

    @Override
    int run() throws HostException {
        Ledger ledger = new JournalView(paths().state()).ledger();
        Holdings holdings =
                Holdings.of(ledger, HostScanner.ofTree(paths().root()).scan(), pods(ledger));
        output().text(format.render(holdings::table, holdings::tree));
        return 0;
    }

    /** Asked only where the ledger does not know; a kubelet that does not answer leaves the pods unnamed. */
    private Map<DeviceId, String> pods(Ledger ledger) {
        if (!isOwnHost() || ledger.grants().isEmpty()) {
            return Map.of();
        }
        try (KubeletIo io = new KubeletIo(Threads.factory("kubelet-io"))) {
            return new KubeletReads(paths(), io).pods();
        }
    }
}
