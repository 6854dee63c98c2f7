package io.keelson.vf.model;

/**
 * What is needed to call an IPAM plugin again for the same attachment, above all to give an address back after a crash.
 *
 * @param type name of the plugin's executable
 * @param config the network configuration that goes to its standard input, verbatim JSON
 * @param args CNI_ARGS
 * @param path CNI_PATH, the directories to look in, colon separated
 */
public record IpamCall(String type, String config, String args, String path) {}
