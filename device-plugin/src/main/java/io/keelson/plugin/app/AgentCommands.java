package io.keelson.plugin.app;

import io.keelson.plugin.attach.Call;
import io.keelson.plugin.cni.Commands;
import io.keelson.plugin.cni.Reply;
import io.keelson.vf.model.Problem;
import java.util.List;
import java.util.stream.Collectors;

/** The verbs of the command line that change something, answered by the running agent. */
final class AgentCommands implements Commands {
    private final Reconciler reconciler;
    private volatile Runnable wake = () -> {};

    AgentCommands(Reconciler reconciler) {
        this.reconciler = reconciler;
    }

    void wakes(Runnable reconciling) {
        wake = reconciling;
    }

    @Override
    public Reply run(List<String> args, Call call) {
        if (!args.equals(List.of("apply"))) {
            return Reply.of(2, "the agent does not know: " + String.join(" ", args) + "\n");
        }
        wake.run();
        String problems = reconciler.pfProblems().values().stream()
                .flatMap(List::stream)
                .map(Problem::line)
                .collect(Collectors.joining("\n"));
        return problems.isEmpty()
                ? Reply.of(0, "the agent keeps this host as configured\n")
                : Reply.of(1, problems + "\n");
    }
}
