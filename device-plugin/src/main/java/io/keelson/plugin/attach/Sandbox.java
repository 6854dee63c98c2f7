package io.keelson.plugin.attach;

import io.keelson.vf.model.ContainerId;
import io.keelson.vf.model.IfName;
import io.keelson.vf.model.NetnsPath;
import io.keelson.vf.model.PodRef;
import java.util.Optional;

/**
 * Where an attachment goes.
 *
 * @param ifName the interface the runtime asked for: in delegated mode ours, in chained mode the primary plugin's
 *     ({@code eth0}), which says nothing about ours
 * @param pod absent where the runtime named none
 */
public record Sandbox(ContainerId container, IfName ifName, NetnsPath netns, Optional<PodRef> pod) {}
