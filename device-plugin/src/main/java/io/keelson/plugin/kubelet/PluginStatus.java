package io.keelson.plugin.kubelet;

import io.keelson.config.model.ResourceName;
import io.keelson.vf.model.Problem;
import java.util.Optional;

/**
 * How one resource stands with kubelet.
 *
 * @param registered the kubelet that runs now took our registration
 * @param streams lists kubelet watches now; 1 is as it should be
 * @param problem why it is not registered, if it is not
 */
public record PluginStatus(ResourceName resource, boolean registered, int streams, Optional<Problem> problem) {
    /** Why it is not registered, in words; empty when it is. */
    public Optional<String> unregistered() {
        return registered
                ? Optional.empty()
                : Optional.of(problem.map(Problem::line).orElse("not yet"));
    }
}
