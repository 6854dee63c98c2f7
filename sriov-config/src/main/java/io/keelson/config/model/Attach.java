package io.keelson.config.model;

import io.keelson.vf.model.VfSettings;
import java.util.Optional;

/**
 * How a device is attached to a pod that only asks for the resource, with no network definition of its own.
 *
 * @param settings what the PF shall hold about the VF; absent attributes stay as in the baseline
 * @param ipam the configuration of an IPAM plugin, one line of JSON with a {@code type}; absent: no addresses
 */
public record Attach(PodInterface podInterface, VfSettings settings, Optional<String> ipam) {}
