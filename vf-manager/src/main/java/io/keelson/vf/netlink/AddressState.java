package io.keelson.vf.netlink;

import io.keelson.vf.model.IfAddress;

/** An address on a netdev, and how far its duplicate address detection is; IPv4 addresses are always {@code VALID}. */
public record AddressState(IfAddress address, Detection detection) {

    /** Duplicate address detection (RFC 4862, section 5.4). */
    public enum Detection {
        /** Nobody else has it: it can be used. */
        VALID,
        /** Not known yet. */
        TENTATIVE,
        /** Another host on the link has it. */
        DUPLICATE
    }
}
