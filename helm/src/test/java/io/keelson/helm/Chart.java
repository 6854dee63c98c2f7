package io.keelson.helm;

import com.marcnuri.helm.Helm;
import java.nio.file.Path;
import java.util.Optional;

/** The chart, and the Helm library's commands about it. Failures are the library's, with Helm's own words. */
final class Chart {
    static final Path DIR = Path.of("keelson");

    /** The version of Kubernetes that charts are rendered for unless a case says another: the lab's. */
    static final String KUBERNETES = "1.35.0";

    private Chart() {}

    /** What {@code helm template keelson keelson/ -n keelson-system -f VALUES} prints. */
    static Manifests render(Path values) {
        return render(Optional.of(values), KUBERNETES);
    }

    static Manifests render(Optional<Path> values, String kubernetes) {
        var template = new Helm(DIR)
                .template()
                .withName("keelson")
                .withNamespace("keelson-system")
                .withKubeVersion(kubernetes);
        values.ifPresent(template::withValuesFile);
        return Manifests.of(template.call());
    }
}
