package io.keelson.plugin.attach;

import io.keelson.config.model.Pool;
import io.keelson.vf.model.IfName;
import io.keelson.vf.model.IpamCall;
import io.keelson.vf.model.PciAddress;
import io.keelson.vf.model.VfSettings;
import java.util.Optional;

/** One device a sandbox is to have, resolved: where it comes from, how it is named, what was asked of it. */
record Claim(PciAddress device, Pool pool, IfName ifName, VfSettings wanted, Optional<IpamCall> ipam) {}
