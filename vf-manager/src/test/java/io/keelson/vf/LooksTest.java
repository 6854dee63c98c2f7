package io.keelson.vf;

import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.vf.model.HostException;
import io.keelson.vf.model.VfSettings;
import io.keelson.vf.step.Outcome;
import io.keelson.vf.testing.FakeHost;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How much of the host an attachment and a release look at: one VF, never everything. */
class LooksTest {
    private static final String VF = "vf " + Bench.VF0;
    private static final String SETTINGS = "settings " + Bench.VF0;

    @TempDir
    Path tmp;

    private final FakeHost host = Bench.hostWithVfs();
    private final AskedSource source = new AskedSource(FactSource.of(host::snapshot));

    LooksTest() throws HostException {}

    @Test
    void anAttachmentThatFindsItsVfCleanAsksForNoSettings() throws HostException {
        try (Bench bench = bench()) {
            bench.attach("p1", VfSettings.NONE);
            assertThat(bench.detach("p1")).isEmpty();
            bench.host.addNamespace(Bench.namespace("p1"));
            assertThat(asked(() ->
                            assertThat(bench.attach("p1", VfSettings.NONE)).isInstanceOf(Outcome.Applied.class)))
                    .as("before the reservation, before the plan, after its steps")
                    .containsExactly(VF, VF, VF);
            assertThat(asked(() -> bench.detach("p1")))
                    .as("release: before and after; clean: the proof; free")
                    .containsExactly(VF, VF, VF, SETTINGS, VF);
        }
    }

    @Test
    void attributesAreReadBackOnceTheyAreSet() throws HostException {
        try (Bench bench = bench()) {
            bench.attach("p1", VfSettings.NONE);
            bench.detach("p1");
            assertThat(asked(() -> bench.attach("p1", VfSettings.NONE.withTrust(true))))
                    .containsExactly(VF, VF, VF, SETTINGS);
            assertThat(bench.writer
                            .facts()
                            .vf(Bench.VF0)
                            .orElseThrow()
                            .settings()
                            .orElseThrow()
                            .trust())
                    .contains(true);
        }
    }

    private List<String> asked(Runnable change) {
        source.asked.clear();
        change.run();
        return List.copyOf(source.asked);
    }

    private Bench bench() throws HostException {
        host.addNamespace(Bench.namespace("p1"));
        return new Bench(host, tmp, source);
    }
}
