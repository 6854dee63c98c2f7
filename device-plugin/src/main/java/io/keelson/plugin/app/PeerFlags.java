package io.keelson.plugin.app;

import io.keelson.config.model.ResourceName;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/**
 * The flags of sriov-network-device-plugin, and the words its image's entrypoint takes, so that its manifests need nothing but
 * another image. Hidden are those without a meaning here. Source: its cmd/sriovdp and images/entrypoint.sh, and package glog.
 */
final class PeerFlags {
    private static final String CONFIG_FILE = "--config-file";
    private static final String RESOURCE_PREFIX = "--resource-prefix";

    @Option(
            names = {CONFIG_FILE, "-config-file"},
            paramLabel = "FILE",
            description = "The same as --config.")
    @Nullable
    String configFile;

    @Option(
            names = {RESOURCE_PREFIX, "-resource-prefix"},
            paramLabel = "PREFIX",
            description = "Prefix for pools of a resourceList that have none; intel.com if not given.")
    @Nullable
    String resourcePrefix;

    @Option(
            names = {"--use-cdi", "-use-cdi"},
            arity = "0..1",
            fallbackValue = "true",
            paramLabel = "BOOL",
            description = "Have container runtimes add device nodes (CDI), instead of telling kubelet the nodes.")
    boolean useCdi;

    @Option(
            names = {"--log-dir", "--log_dir", "-log_dir"},
            hidden = true)
    @Nullable
    String logDir;

    @Option(
            names = {"--log-level", "-v", "--v"},
            hidden = true)
    @Nullable
    String logLevel;

    @Option(
            names = {"--logtostderr", "-logtostderr"},
            arity = "0..1",
            fallbackValue = "true",
            hidden = true)
    boolean logToStderr;

    @Option(
            names = {"--alsologtostderr", "-alsologtostderr"},
            arity = "0..1",
            fallbackValue = "true",
            hidden = true)
    boolean alsoLogToStderr;

    @Option(
            names = {"--stderrthreshold", "-stderrthreshold"},
            hidden = true)
    @Nullable
    String stderrThreshold;

    @Option(
            names = {"--vmodule", "-vmodule"},
            hidden = true)
    @Nullable
    String vmodule;

    @Option(
            names = {"--log_backtrace_at", "-log_backtrace_at"},
            hidden = true)
    @Nullable
    String logBacktraceAt;

    @Option(
            names = {"--log_link", "-log_link"},
            hidden = true)
    @Nullable
    String logLink;

    @Option(
            names = {"--logbuflevel", "-logbuflevel"},
            hidden = true)
    @Nullable
    String logBufLevel;

    /** Whether this is how a manifest of theirs calls us: their flags, and no verb before them. */
    static boolean areAll(List<String> words) {
        CommandSpec known = CommandSpec.forAnnotatedObject(new PeerFlags());
        return !words.isEmpty()
                && words.get(0).startsWith("-")
                && words.stream().map(PeerFlags::name).anyMatch(known.optionsMap()::containsKey);
    }

    private static String name(String word) {
        int end = word.indexOf('=');
        return end < 0 ? word : word.substring(0, end);
    }

    /** The file that is named; an empty name is none, as the entrypoint has it. */
    Optional<Path> file() {
        return given(configFile).map(Path::of);
    }

    /** The prefix for pools without one. Fails, and names the flag, where no resource can be called so. */
    String prefix(CommandLine line) {
        String prefix = given(resourcePrefix).orElse(ResourceName.RESOURCE_LIST_PREFIX);
        Optional<String> flaw = ResourceName.flaw(prefix, "pool");
        if (flaw.isPresent()) {
            throw new ParameterException(line, RESOURCE_PREFIX + ": " + flaw.get());
        }
        return prefix;
    }

    private static Optional<String> given(@Nullable String value) {
        return Optional.ofNullable(value).filter(v -> !v.isEmpty());
    }

    /** The flags that were given and have no meaning here, by their longest names. */
    static List<String> ignored(CommandLine line) {
        return line.getParseResult().matchedOptions().stream()
                .filter(OptionSpec::hidden)
                .map(PeerFlags::spelt)
                .sorted()
                .toList();
    }

    private static String spelt(OptionSpec option) {
        return Arrays.stream(option.names())
                .max(Comparator.comparingInt(String::length))
                .orElseThrow();
    }
}
