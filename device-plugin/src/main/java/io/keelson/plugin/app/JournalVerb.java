package io.keelson.plugin.app;

import io.keelson.vf.JournalView;
import io.keelson.vf.model.HostException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code keelson journal}. */
@Command(
        name = "journal",
        mixinStandardHelpOptions = true,
        description = "Show what was done to this host and for whom, a line a record.")
final class JournalVerb extends Verb {
    @Option(names = "-o", defaultValue = "table", description = "table, or json: a line of JSON a record.")
    Format format = Format.TABLE;

    @Override
    int run() throws HostException {
        JournalView journal = new JournalView(paths().state());
        (format == Format.TABLE ? journal.lines() : journal.json()).forEach(output()::line);
        return 0;
    }
}
