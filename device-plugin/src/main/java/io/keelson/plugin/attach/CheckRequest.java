package io.keelson.plugin.attach;

import io.keelson.vf.model.IfAddress;
import io.keelson.vf.model.IfName;
import io.keelson.vf.model.MacAddress;
import java.util.List;
import java.util.Optional;

/**
 * What is to be verified.
 *
 * @param asAdded the request as it would be made today
 * @param interfaces what the previous result says is in the sandbox, other plugins' interfaces included
 */
public record CheckRequest(AddRequest asAdded, List<Claimed> interfaces) {
    public CheckRequest {
        interfaces = List.copyOf(interfaces);
    }

    /** An interface a previous result claims to be in the sandbox, with its addresses. */
    public record Claimed(IfName name, Optional<MacAddress> mac, List<IfAddress> addresses) {
        public Claimed {
            addresses = List.copyOf(addresses);
        }
    }
}
