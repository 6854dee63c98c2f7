package io.keelson.plugin.app;

import io.keelson.config.model.ResourceName;
import io.keelson.config.parse.ConfigFiles;
import io.keelson.config.parse.Parsed;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code keelson validate}. */
@Command(
        name = "validate",
        mixinStandardHelpOptions = true,
        description = "Check a configuration file without looking at any host; all its problems at once.",
        footerHeading = "%nExample:%n",
        footer = "  keelson validate /etc/keelson/keelson.yaml")
final class ValidateVerb extends Verb {
    @Parameters(paramLabel = "FILE", description = "A native file, or a resourceList.")
    Path file = Path.of("");

    @Override
    int run() {
        Parsed parsed = ConfigFiles.loadFile(file, ResourceName.RESOURCE_LIST_PREFIX);
        output().problems(parsed.errors());
        output().problems(parsed.warnings());
        parsed.intent()
                .ifPresent(intent -> output().line(file + ": " + intent.nics().size() + " nics, "
                        + intent.pools().size() + " pools, "
                        + parsed.warnings().size() + " warnings"));
        return parsed.intent().isPresent() ? 0 : 1;
    }
}
