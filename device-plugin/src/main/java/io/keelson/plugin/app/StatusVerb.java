package io.keelson.plugin.app;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.keelson.plugin.status.Columns;
import io.keelson.vf.JournalView;
import io.keelson.vf.model.Grant;
import io.keelson.vf.model.HostException;
import io.keelson.vf.model.Ledger;
import io.keelson.vf.model.Owner;
import io.keelson.vf.model.PciAddress;
import io.keelson.vf.model.VfId;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code keelson status}. */
@Command(
        name = "status",
        mixinStandardHelpOptions = true,
        description = "Show which pod holds which VF, and which VFs kubelet was granted.")
final class StatusVerb extends Verb {
    @Option(names = "-o", defaultValue = "table", description = "table, json or yaml.")
    Format format = Format.TABLE;

    /** A VF somebody holds, or was granted. */
    private record Line(PciAddress vf, String pod, String resource, String as, String phase, String since) {}

    @Override
    int run() throws HostException {
        List<Line> lines = lines(new JournalView(paths().state()).ledger());
        output().text(format.render(() -> table(lines), () -> tree(lines)));
        return 0;
    }

    private static List<Line> lines(Ledger ledger) {
        Map<PciAddress, Line> lines = new TreeMap<>(Comparator.naturalOrder());
        for (Map.Entry<PciAddress, Grant> grant : ledger.grants().entrySet()) {
            Grant g = grant.getValue();
            lines.put(
                    grant.getKey(),
                    new Line(
                            grant.getKey(),
                            "-",
                            g.resource(),
                            "-",
                            "granted",
                            g.since().toString()));
        }
        for (Map.Entry<VfId, Owner> held : ledger.owners().entrySet()) {
            Owner o = held.getValue();
            PciAddress vf = held.getKey().address();
            lines.put(
                    vf,
                    new Line(
                            vf,
                            o.pod().toString(),
                            o.resource().orElse("-"),
                            o.key().ifName().text(),
                            o.phase().toString(),
                            o.since().toString()));
        }
        return List.copyOf(lines.values());
    }

    private static String table(List<Line> lines) {
        if (lines.isEmpty()) {
            return "No VF is held or granted.\n";
        }
        Columns table = new Columns("VF", "POD", "RESOURCE", "AS", "PHASE", "SINCE");
        lines.forEach(l -> table.row(l.vf(), l.pod(), l.resource(), l.as(), l.phase(), l.since()));
        return table.toString();
    }

    private static JsonNode tree(List<Line> lines) {
        ArrayNode all = JsonNodeFactory.instance.arrayNode();
        for (Line l : lines) {
            all.addObject()
                    .put("vf", l.vf().toString())
                    .put("pod", l.pod())
                    .put("resource", l.resource())
                    .put("as", l.as())
                    .put("phase", l.phase())
                    .put("since", l.since());
        }
        return JsonNodeFactory.instance.objectNode().set("vfs", all);
    }
}
