package io.keelson.plugin.app;

import io.keelson.config.model.Intent;
import io.keelson.config.plan.HostPlanner;
import io.keelson.config.plan.PfWork;
import io.keelson.config.select.PoolAssignment;
import io.keelson.plugin.cni.AgentClient;
import io.keelson.plugin.cni.Reply;
import io.keelson.plugin.kubelet.KubeletIo;
import io.keelson.vf.HostControl;
import io.keelson.vf.Machine;
import io.keelson.vf.model.Code;
import io.keelson.vf.model.Deadline;
import io.keelson.vf.model.HostException;
import io.keelson.vf.model.Problem;
import io.keelson.vf.step.Outcome;
import io.keelson.vf.step.Step;
import io.keelson.vf.step.StepListener;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code keelson apply}. */
@Command(
        name = "apply",
        mixinStandardHelpOptions = true,
        description = "Make this host as configured, once, and report each step. Goes through the agent if one runs.",
        footerHeading = "%nExamples:%n",
        footer = {"  keelson apply", "  keelson apply --boot     before kubelet starts: no pod can hold a VF yet"})
final class ApplyVerb extends Verb {
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    /** An agent under way with a pass makes another one after it. */
    private static final Duration AGENT = Duration.ofMinutes(5);

    @Option(names = "--boot", description = "Kubelet has not started since boot: do not ask it what is in use.")
    boolean boot;

    @Override
    int run() throws HostException {
        Optional<Intent> intent = intent();
        if (intent.isEmpty()) {
            return 1;
        }
        Optional<Reply> agent = askAgent();
        if (agent.isPresent()) {
            output().text(agent.get().text());
            return agent.get().exitCode();
        }
        return apply(intent.get());
    }

    private Optional<Reply> askAgent() throws HostException {
        if (configFile().isPresent() || !isOwnHost()) {
            return Optional.empty();
        }
        try {
            return Optional.of(
                    new AgentClient(paths().socket()).run(List.of(AgentCommands.APPLY), Deadline.after(AGENT)));
        } catch (HostException e) {
            if (e.problem().code() == Code.AGENT_NOT_RUNNING) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /** The journal is taken only when something is left to do, so that what is refused leaves no trace. */
    private int apply(Intent intent) throws HostException {
        try (Machine machine = Machine.open(paths().root(), purpose -> {})) {
            List<Problem> overlaps =
                    PoolAssignment.of(intent, machine.facts().last()).errors();
            output().problems(overlaps);
            if (!overlaps.isEmpty()) {
                return 1;
            }
            HostPlanner planner = HostPlanner.perPf(intent, machine.facts().last());
            output().problems(planner.problems());
            boolean converged = planner.work().isEmpty() || converge(machine, planner.work());
            return converged && planner.problems().isEmpty() ? 0 : 1;
        }
    }

    private boolean converge(Machine machine, List<PfWork> work) throws HostException {
        try (KubeletIo io = new KubeletIo(Threads.factory("kubelet-io"));
                HostControl control = HostControl.take(machine, setup(new KubeletReads(paths(), io), machine))) {
            boolean good = true;
            for (PfWork each : work) {
                good &= converge(control, each);
            }
            return good;
        }
    }

    private HostControl.Setup setup(KubeletReads reads, Machine machine) {
        Evidence evidence = new Evidence(
                boot ? () -> Optional.of(Set.of()) : reads::devicesInUse,
                new OpenGroups(paths().proc()),
                machine.facts()::last);
        return new HostControl.Setup(paths().state(), Version.text(), Clock.systemUTC(), evidence, this::report);
    }

    /** A second plan declares what could be seen only after the first, such as the names of new netdevs. */
    private boolean converge(HostControl control, PfWork work) {
        for (int i = 0; i < 3; i++) {
            Outcome outcome = control.writer().achieve(work.planner(), List.of(work.lane()), Deadline.after(PATIENCE));
            if (outcome instanceof Outcome.Applied applied) {
                if (applied.plan().isEmpty()) {
                    output().line(work.pf() + "  as configured");
                    return true;
                }
            } else {
                outcome.failure().ifPresent(output()::problem);
                return false;
            }
        }
        return true;
    }

    private void report(Step step, StepListener.Did did, Optional<Problem> problem) {
        output().line(StepLog.line(step, did));
        problem.ifPresent(output()::problem);
    }
}
