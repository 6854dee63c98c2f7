package io.keelson.vf.step;

import io.keelson.vf.model.Netns;
import io.keelson.vf.model.PciAddress;

/** The netdev of a PCI function in a namespace, whatever its name is at the moment. */
public record LinkRef(Netns netns, PciAddress device) {
    /** The function's netdev on the host. */
    public static LinkRef onHost(PciAddress device) {
        return new LinkRef(Netns.HOST, device);
    }

    @Override
    public String toString() {
        return netns.equals(Netns.HOST) ? device.toString() : device + " in " + netns;
    }
}
