package io.keelson.plugin.attach;

import io.keelson.vf.model.IfName;
import io.keelson.vf.model.MacAddress;
import io.keelson.vf.model.Mtu;
import io.keelson.vf.model.NetnsPath;
import io.keelson.vf.model.PciAddress;
import java.util.Optional;

/**
 * One device as the sandbox has it, read back from the kernel.
 *
 * @param name the interface's name; for a vfio device, which has none, the name that was asked for
 * @param mac absent where neither the netdev nor the PF tells one
 * @param mtu absent for a vfio device
 * @param lease its addresses, {@link Lease#NONE} without IPAM
 */
public record Attached(
        IfName name, Optional<MacAddress> mac, Optional<Mtu> mtu, NetnsPath netns, PciAddress device, Lease lease) {}
