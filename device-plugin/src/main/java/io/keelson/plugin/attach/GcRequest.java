package io.keelson.plugin.attach;

import io.keelson.vf.model.ContainerId;
import io.keelson.vf.model.IfName;
import java.util.Set;

/**
 * Which attachments of one network its runtime still knows (CNI 1.1, {@code cni.dev/valid-attachments}).
 *
 * <p>A runtime knows its own network only: an attachment that is not in the list may belong to another one, so nothing is
 * released whose sandbox still lives.
 */
public record GcRequest(Network network, Set<Valid> valid) {
    public GcRequest {
        valid = Set.copyOf(valid);
    }

    /** One attachment that must stay. */
    public record Valid(ContainerId container, IfName ifName) {}
}
