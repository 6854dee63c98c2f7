package io.keelson.plugin.app;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine;

/** Where {@code keelson} begins. Exit codes: 0 done, 1 a problem was found, 2 the command line is wrong. */
public final class Main {
    private Main() {}

    /** Runs one verb. */
    @AllowForbidden("the one place that ends the process")
    public static void main(String[] args) {
        Logs.toStandardError();
        System.exit(run(args, System.getenv(), Output.standard()));
    }

    static int run(String[] args, java.util.Map<String, String> environment, Output output) {
        CommandLine cli = new CommandLine(new Keelson(), new VerbFactory(environment, output));
        cli.setOut(new PrintWriter(output.out(), true, StandardCharsets.UTF_8));
        cli.setErr(new PrintWriter(output.err(), true, StandardCharsets.UTF_8));
        cli.setUsageHelpAutoWidth(true);
        cli.setCaseInsensitiveEnumValuesAllowed(true);
        cli.setExecutionExceptionHandler((e, line, parsed) -> {
            output.problem(Output.internal(e));
            return 1;
        });
        if (!PeerFlags.areAll(List.of(args))) {
            return cli.execute(args);
        }
        // A manifest of sriov-network-device-plugin names no verb, and of a flag given twice its last value counts.
        cli.setOverwrittenOptionsAllowed(true);
        return cli.execute(Stream.concat(Stream.of("agent", AgentVerb.PLUGIN_ONLY), Stream.of(args))
                .toArray(String[]::new));
    }
}
