package io.keelson.plugin.app;

import io.keelson.plugin.attach.Call;
import io.keelson.plugin.cni.Commands;
import io.keelson.plugin.cni.Reply;
import io.keelson.plugin.kubelet.PluginStatus;
import io.keelson.plugin.status.PoolState;
import io.keelson.plugin.status.PoolStates;
import io.keelson.vf.model.Code;
import io.keelson.vf.model.Deadline;
import io.keelson.vf.model.HostException;
import io.keelson.vf.model.Problem;
import io.keelson.vf.model.Subject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** The verbs of the command line that the running agent answers. */
final class AgentCommands implements Commands {
    static final String APPLY = "apply";
    static final String REGISTRATIONS = "registrations";
    static final String POOLS = "pools";
    static final String HAND_OVER = "hand-over";

    private static final Duration PASS = Duration.ofMinutes(4);

    private final Supplier<List<Problem>> refused;
    private volatile Optional<Pass> pass = Optional.empty();
    private volatile Supplier<List<PluginStatus>> kubelet = List::of;
    private volatile Supplier<List<PoolState>> pools = List::of;
    private volatile Optional<Runnable> handOver = Optional.empty();

    /** Makes a pass and tells what it did. */
    @FunctionalInterface
    interface Pass {
        PassReport make(Deadline until) throws HostException;
    }

    /** @param refused why the configuration file as it is now was not taken over; empty when the agent runs by it */
    AgentCommands(Supplier<List<Problem>> refused) {
        this.refused = refused;
    }

    void passes(Pass made) {
        pass = Optional.of(made);
    }

    void kubelet(Supplier<List<PluginStatus>> status) {
        kubelet = status;
    }

    /** What every pool offers; none before the first pass. */
    List<PoolState> pools() {
        return pools.get();
    }

    void pools(Supplier<List<PoolState>> states) {
        pools = states;
    }

    /** @param begin begins to end what this agent does, for another that waits */
    void handOver(Runnable begin) {
        handOver = Optional.of(begin);
    }

    @Override
    public Reply run(List<String> args, Call call) {
        if (args.equals(List.of(APPLY))) {
            return apply();
        }
        if (args.equals(List.of(REGISTRATIONS))) {
            return Reply.of(0, RegistrationsJson.of(kubelet.get()));
        }
        if (args.equals(List.of(POOLS))) {
            return Reply.of(0, PoolStates.tree(pools.get()) + "\n");
        }
        if (args.equals(List.of(HAND_OVER)) && handOver.isPresent()) {
            handOver.get().run();
            return Reply.of(0, "the agent hands over\n");
        }
        return Reply.of(2, "the agent does not know: " + String.join(" ", args) + "\n");
    }

    private Reply apply() {
        List<String> lines = new ArrayList<>();
        List<Problem> problems = new ArrayList<>();
        try {
            PassReport report =
                    pass.orElseThrow(() -> new HostException(starting())).make(Deadline.after(PASS));
            lines.addAll(report.steps());
            problems.addAll(report.problems());
        } catch (HostException e) {
            problems.add(e.problem());
        }
        problems.addAll(refused.get());
        if (lines.isEmpty() && problems.isEmpty()) {
            lines.add("the agent keeps this host as configured");
        }
        problems.forEach(p -> lines.add("keelson: " + p.line()));
        return Reply.of(problems.isEmpty() ? 0 : 1, String.join("\n", lines) + "\n");
    }

    private static Problem starting() {
        return Problem.of(
                Code.AGENT_NOT_RUNNING, new Subject("the agent"), "is still starting", "ask again in a moment");
    }
}
