package io.keelson.plugin.attach;

/**
 * The network configuration a request came with, as far as IPAM plugins are called with it.
 *
 * @param name the network's name; IPAM plugins keep their allocations under it
 * @param cniVersion the version the configuration speaks, {@code 1.0.0}
 * @param args CNI_ARGS verbatim, empty if there were none
 * @param path CNI_PATH verbatim
 */
public record Network(String name, String cniVersion, String args, String path) {
    /** The same under another name, so that a pool's addresses are not kept among the primary network's. */
    public Network named(String other) {
        return new Network(other, cniVersion, args, path);
    }
}
