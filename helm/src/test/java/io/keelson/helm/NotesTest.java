package io.keelson.helm;

import static org.assertj.core.api.Assertions.assertThat;

import com.marcnuri.helm.Helm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a person reads after the installation. */
class NotesTest {
    private static final Path VALUES = Path.of("src/test/values");
    private static final Path VERBS = Path.of("../device-plugin/src/main/java/io/keelson/plugin/app/Keelson.java");

    private static String notes(Path values) {
        String output = new Helm(Chart.DIR)
                .install()
                .withName("keelson")
                .withNamespace("keelson-system")
                .withKubeVersion(Chart.KUBERNETES)
                .withValuesFile(values)
                .clientOnly()
                .dryRun()
                .call()
                .getOutput();
        int at = output.indexOf("NOTES:");
        assertThat(at).as(output).isNotNegative();
        return output.substring(at);
    }

    private static Set<String> words(String pattern, String text) {
        return Pattern.compile(pattern)
                .matcher(text)
                .results()
                .map(m -> m.group(1).toLowerCase(Locale.ROOT))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void nameOnlyCommandsThatTheAgentHas() throws IOException {
        Set<String> verbs = words("(\\w+)Verb\\.class", Files.readString(VERBS));
        String readme = Files.readString(Path.of("README.md"));
        Set<String> named = words("bin/keelson (\\w+)", notes(VALUES.resolve("lab.yaml")));
        assertThat(named).contains("inventory", "status", "doctor");
        named.addAll(words("`keelson (\\w+)`", readme));
        named.addAll(words("bin/keelson (\\w+)", readme));
        assertThat(verbs).containsAll(named);
    }

    @ParameterizedTest
    @CsvSource(delimiterString = "=>", quoteCharacter = '`', textBlock = """
            lab.yaml          => .status.allocatable.keelson\\.io/fast
            lab.yaml          => .status.allocatable.keelson\\.io/dpdk
            lab.yaml          => kubectl -n keelson-system rollout status daemonset/keelson
            everything.yaml   => .status.allocatable.keelson\\.io/dpdk
            everything.yaml   => kubectl -n keelson-system exec daemonset/nics -- /opt/keelson/bin/keelson doctor
            k0s.yaml          => Nothing is configured yet
            as-sriov.yaml     => ConfigMap sriovdp-config
            pod-monitor.yaml  => Metrics are at port 9808 of every node
            openshift.yaml    => oc adm policy who-can use scc keelson
            """)
    void say(String values, String words) {
        assertThat(notes(VALUES.resolve(values))).contains(words);
    }
}
