package io.keelson.plugin.cni;

import io.keelson.plugin.attach.Attachments;
import io.keelson.plugin.attach.Call;
import io.keelson.vf.model.Problem;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

/** What the agent answers on its socket: container runtimes by CNI, people by commands. */
public final class AgentRequests implements Exchange {
    /** Below the 110 s that the forwarder waits, so that the agent gives up first and says why. */
    private static final Duration CNI = Duration.ofSeconds(100);

    private static final Duration COMMAND = Duration.ofMinutes(10);

    private final CniHandler cni;
    private final Commands commands;

    public AgentRequests(Attachments attachments, Commands commands) {
        this.cni = new CniHandler(attachments);
        this.commands = commands;
    }

    @Override
    public Duration allowance(int kind) {
        return switch (kind) {
            case Wire.KIND_CNI -> CNI;
            case Wire.KIND_COMMAND -> COMMAND;
            default -> Duration.ZERO;
        };
    }

    @Override
    public Reply answer(int kind, List<byte[]> strings, byte[] data, Call call) {
        return kind == Wire.KIND_CNI
                ? cni.handle(strings, data, call)
                : commands.run(
                        strings.stream()
                                .map(s -> new String(s, StandardCharsets.UTF_8))
                                .toList(),
                        call);
    }

    @Override
    public Reply refuse(int kind, Problem problem) {
        return kind == Wire.KIND_CNI
                ? CniErrors.reply(CniVersion.NEWEST, List.of(problem))
                : Reply.of(1, problem.line() + "\n");
    }
}
