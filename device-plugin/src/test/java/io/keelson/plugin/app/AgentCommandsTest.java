package io.keelson.plugin.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.config.model.ResourceName;
import io.keelson.plugin.attach.Call;
import io.keelson.plugin.cni.Reply;
import io.keelson.plugin.kubelet.PluginStatus;
import io.keelson.vf.model.Code;
import io.keelson.vf.model.Deadline;
import io.keelson.vf.model.Problem;
import io.keelson.vf.model.Subject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What the running agent answers to the command line. */
class AgentCommandsTest {
    private static final ResourceName FAST =
            ResourceName.parse("keelson.io/fast").orElseThrow();
    private static final Problem NO_PF =
            Problem.of(Code.PF_NOT_FOUND, new Subject("nics[0]"), "no pf9 here", "name another");

    private List<Problem> refused = List.of();
    private final AgentCommands commands = new AgentCommands(() -> refused);

    @Test
    void applyTellsEachStepOfThePass() {
        commands.passes(until -> new PassReport(List.of("applied  0000:01:00.0  sriov_numvfs = 2"), List.of()));

        Reply reply = apply();

        assertThat(reply.text()).isEqualTo("applied  0000:01:00.0  sriov_numvfs = 2\n");
        assertThat(reply.exitCode()).isZero();
    }

    @Test
    void applyWithNothingToDoSaysSo() {
        commands.passes(until -> new PassReport(List.of(), List.of()));

        assertThat(apply().text()).contains("as configured");
        assertThat(apply().exitCode()).isZero();
    }

    @Test
    void applyTellsWhatWasRefused() {
        commands.passes(until -> new PassReport(List.of(), List.of(NO_PF)));

        assertThat(apply().text()).isEqualTo("keelson: " + NO_PF.line() + "\n");
        assertThat(apply().exitCode()).isEqualTo(1);
    }

    @Test
    void applyOfAFileThatIsRefusedTellsWhy() {
        commands.passes(until -> new PassReport(List.of(), List.of()));
        refused = List.of(NO_PF);

        assertThat(apply().text()).isEqualTo("keelson: " + NO_PF.line() + "\n");
        assertThat(apply().exitCode()).isEqualTo(1);
    }

    @Test
    void applyBeforeTheFirstPassIsToBeTriedAgain() {
        assertThat(apply().text()).contains("AGENT_NOT_RUNNING");
        assertThat(apply().exitCode()).isEqualTo(1);
    }

    @Test
    void whoAsksGetsAPassThatBeganAfterwards() throws Exception {
        PassRequests requests = new PassRequests();
        PassReport report = new PassReport(List.of("a step"), List.of());

        PassReport told = requests.ask(
                () -> requests.take().forEach(waiting -> waiting.complete(report)),
                Deadline.after(Duration.ofMinutes(1)));

        assertThat(told).isEqualTo(report);
        assertThat(requests.take()).isEmpty();
    }

    @Test
    void registrationsAreTold() {
        ResourceName dpdk = ResourceName.parse("keelson.io/dpdk").orElseThrow();
        commands.kubelet(() -> List.of(
                new PluginStatus(FAST, true, 1, Optional.empty()),
                new PluginStatus(dpdk, false, 0, Optional.of(NO_PF))));

        String text = commands.run(List.of(AgentCommands.REGISTRATIONS), call()).text();

        assertThat(RegistrationsJson.unregistered(text)).contains(Map.of("keelson.io/dpdk", NO_PF.line()));
        assertThat(RegistrationsJson.unregistered("no json")).isEmpty();
    }

    @Test
    void unknownWordsAreAUsageError() {
        assertThat(commands.run(List.of("applyx"), call()).exitCode()).isEqualTo(2);
    }

    private Reply apply() {
        return commands.run(List.of(AgentCommands.APPLY), call());
    }

    private static Call call() {
        return Call.until(Deadline.after(Duration.ofMinutes(1)));
    }
}
