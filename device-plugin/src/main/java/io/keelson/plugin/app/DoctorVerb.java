package io.keelson.plugin.app;

import io.keelson.config.model.Intent;
import io.keelson.config.model.ResourceName;
import io.keelson.config.parse.Parsed;
import io.keelson.config.select.PoolAssignment;
import io.keelson.dpdk.check.UserspaceHost;
import io.keelson.plugin.cni.AgentClient;
import io.keelson.plugin.cni.Conflist;
import io.keelson.plugin.doctor.Checkup;
import io.keelson.plugin.doctor.CheckupText;
import io.keelson.plugin.doctor.ConfigFinding;
import io.keelson.plugin.doctor.Finding;
import io.keelson.plugin.doctor.KubeletFacts;
import io.keelson.vf.HostScanner;
import io.keelson.vf.Machine;
import io.keelson.vf.model.Deadline;
import io.keelson.vf.model.HostException;
import io.keelson.vf.model.Problem;
import io.keelson.vf.model.Snapshot;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code keelson doctor}. Looks only; works as far as it can without agent, configuration or rights. */
@Command(
        name = "doctor",
        mixinStandardHelpOptions = true,
        description = "Say why a pod does not get a VF: what is wrong with this node, and the next step.",
        footerHeading = "%nExamples:%n",
        footer = {"  keelson doctor", "  keelson doctor -o json | jq '.findings[].problems[].code'"})
final class DoctorVerb extends Verb {
    @Option(names = "-o", defaultValue = "table", description = "table, json or yaml.")
    Format format = Format.TABLE;

    private static final Duration ANSWER = Duration.ofSeconds(20);

    @Override
    int run() {
        Parsed parsed = configuration();
        Optional<Intent> intent = parsed.intent();
        Snapshot facts = look();
        PoolAssignment pools = intent.map(i -> PoolAssignment.of(i, facts))
                .orElseGet(() -> new PoolAssignment(facts.generation(), Map.of(), Map.of(), List.of(), List.of()));
        Optional<Problem> conflist = new Conflist(paths().cniConfig()).problem();

        List<Finding> findings = new ArrayList<>();
        findings.add(ConfigFinding.of(intent, parsed.errors(), parsed.warnings(), facts, pools));
        findings.addAll(
                Checkup.of(facts, intent, pools, new UserspaceHost(paths().root()).read(), sockets(intent), conflist));
        output().text(format.render(() -> CheckupText.table(findings), () -> CheckupText.tree(findings)));
        return Checkup.isGood(findings) ? 0 : 1;
    }

    /** A kernel that will not talk to us still shows its files. */
    private Snapshot look() {
        if (!isOwnHost()) {
            return HostScanner.ofTree(paths().root()).scan();
        }
        try (Machine machine = Machine.open(paths().root(), purpose -> {})) {
            return machine.facts().last();
        } catch (HostException e) {
            Snapshot files = HostScanner.ofTree(paths().root()).scan();
            List<Problem> problems = new ArrayList<>(files.problems());
            problems.add(e.problem());
            return new Snapshot(files.generation(), files.pfs(), files.others(), problems);
        }
    }

    /** Nobody listens on the sockets of another root, so there the files are all the evidence. */
    private KubeletFacts sockets(Optional<Intent> intent) {
        HostPaths paths = paths();
        SocketLook look = new SocketLook(isOwnHost());
        return new KubeletFacts(
                look.at(paths.kubelet().registration()),
                look.at(paths.socket()),
                intent.map(Intent::pools).orElse(List.of()).stream()
                        .map(pool -> pool.resource())
                        .distinct()
                        .collect(Collectors.toMap(
                                Function.identity(),
                                r -> look.at(paths.kubelet().plugin(r)))),
                unregistered());
    }

    /** The agent alone knows which registrations kubelet took; one that does not answer tells nothing. */
    private Map<ResourceName, String> unregistered() {
        if (!isOwnHost()) {
            return Map.of();
        }
        try {
            String reply = new AgentClient(paths().socket())
                    .run(List.of(AgentCommands.REGISTRATIONS), Deadline.after(ANSWER))
                    .text();
            Map<ResourceName, String> unregistered = new HashMap<>();
            RegistrationsJson.unregistered(reply).orElse(Map.of()).forEach((name, why) -> ResourceName.parse(name)
                    .ifPresent(r -> unregistered.put(r, why)));
            return unregistered;
        } catch (HostException e) {
            return Map.of();
        }
    }
}
