package io.keelson.plugin.app;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.keelson.plugin.cni.AgentClient;
import io.keelson.plugin.kubelet.KubeletIo;
import io.keelson.plugin.status.Holdings;
import io.keelson.plugin.status.PoolStates;
import io.keelson.vf.HostScanner;
import io.keelson.vf.JournalView;
import io.keelson.vf.model.Deadline;
import io.keelson.vf.model.DeviceId;
import io.keelson.vf.model.HostException;
import io.keelson.vf.model.Ledger;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code keelson status}. */
@Command(
        name = "status",
        mixinStandardHelpOptions = true,
        description = {
            "Show which pod holds which VF, which VFs kubelet was granted,",
            "and what kubelet is told of every pool, with the reason where a device is not healthy."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  keelson status",
            "  keelson status -o json | jq -r '.vfs[] | [.vf, .pod] | @tsv'",
            "  keelson status -o json | jq -r '.pools[].devices[] | select(.healthy | not) | .problem'"
        })
final class StatusVerb extends Verb {
    private static final Duration ANSWER = Duration.ofSeconds(5);

    @Option(names = "-o", defaultValue = "table", description = "table, json or yaml.")
    Format format = Format.TABLE;

    @Override
    int run() throws HostException {
        Ledger ledger = new JournalView(paths().state()).ledger();
        Holdings holdings =
                Holdings.of(ledger, HostScanner.ofTree(paths().root()).scan(), pods(ledger));
        Optional<JsonNode> pools = pools();
        output().text(format.render(
                () -> holdings.table()
                        + pools.map(p -> "\n" + PoolStates.table(p)).orElse("\nThe agent does not answer.\n"),
                () -> holdings.tree().<JsonNode>set("pools", pools.orElseGet(JsonNodeFactory.instance::nullNode))));
        output().problems(holdings.problems());
        return holdings.problems().isEmpty() ? 0 : 1;
    }

    /** The agent alone knows what it told kubelet; where none answers there is nothing to tell. */
    private Optional<JsonNode> pools() {
        if (!isOwnHost()) {
            return Optional.empty();
        }
        try {
            String reply = new AgentClient(paths().socket())
                    .run(List.of(AgentCommands.POOLS), Deadline.after(ANSWER))
                    .text();
            return Optional.of(JsonMapper.builder().build().readTree(reply)).filter(JsonNode::isArray);
        } catch (HostException | JsonProcessingException e) {
            return Optional.empty();
        }
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
