package io.keelson.plugin.app;

import io.keelson.plugin.status.InventoryJson;
import io.keelson.plugin.status.InventoryTable;
import io.keelson.vf.HostScanner;
import io.keelson.vf.JournalView;
import io.keelson.vf.Machine;
import io.keelson.vf.model.HostException;
import io.keelson.vf.model.Ledger;
import io.keelson.vf.model.Snapshot;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code keelson inventory}. */
@Command(
        name = "inventory",
        mixinStandardHelpOptions = true,
        description = "Show the SR-IOV NICs of this host, their VFs, and who holds them.",
        footerHeading = "%nExamples:%n",
        footer = {"  keelson inventory", "  keelson inventory -o json | jq '.pfs[].vfs[] | select(.owner == null)'"})
final class InventoryVerb extends Verb {
    @Option(names = "-o", defaultValue = "table", description = "table, json or yaml.")
    Format format = Format.TABLE;

    @Override
    int run() throws HostException {
        Snapshot seen = look();
        Ledger ledger = new JournalView(paths().state()).ledger();
        output().text(format.render(() -> InventoryTable.of(seen, ledger), () -> InventoryJson.of(seen, ledger)));
        return seen.problems().isEmpty() ? 0 : 1;
    }

    /** The own host is asked by netlink too; another root has only its files. */
    private Snapshot look() throws HostException {
        if (!isOwnHost()) {
            return HostScanner.ofTree(paths().root()).scan();
        }
        try (Machine machine = Machine.open(paths().root(), purpose -> {})) {
            return machine.facts().last();
        }
    }
}
