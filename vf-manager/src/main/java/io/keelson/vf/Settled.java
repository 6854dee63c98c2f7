package io.keelson.vf;

import io.keelson.vf.model.IfAddress;
import java.util.List;

/**
 * How far an attached interface is.
 *
 * @param carrier whether the link carries traffic
 * @param unproven of the IPv6 addresses asked about, those whose duplicate address detection has not ended
 * @param duplicates of them, those that another host on the link has (RFC 4862, section 5.4)
 */
public record Settled(boolean carrier, List<IfAddress> unproven, List<IfAddress> duplicates) {
    public Settled {
        unproven = List.copyOf(unproven);
        duplicates = List.copyOf(duplicates);
    }

    /** Whether there is nothing to wait for any more. */
    public boolean isFinal() {
        return !duplicates.isEmpty() || (carrier && unproven.isEmpty());
    }
}
