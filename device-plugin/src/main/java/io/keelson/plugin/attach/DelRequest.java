package io.keelson.plugin.attach;

import io.keelson.vf.model.ContainerId;
import io.keelson.vf.model.IfName;
import io.keelson.vf.model.IpamCall;
import io.keelson.vf.model.NetnsPath;
import java.util.Optional;

/**
 * What is to be taken back: the attachment of this container and interface; where there is none and {@code chained}, all
 * attachments the container was given in chained mode.
 *
 * <p>The ledger decides, not the request: only an owner with this container id is ever touched, whatever else it says.
 *
 * @param netns absent where the runtime named none, or none that could be a path: the namespace is gone
 * @param chained the configuration named no device
 * @param ipam the IPAM call of the configuration at hand, for want of a recorded one
 */
public record DelRequest(
        ContainerId container, IfName ifName, Optional<NetnsPath> netns, boolean chained, Optional<IpamCall> ipam) {}
