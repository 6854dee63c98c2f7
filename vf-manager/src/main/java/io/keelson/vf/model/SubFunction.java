package io.keelson.vf.model;

import java.util.Optional;

/**
 * A sub-function (SF) of a NIC, a device of the auxiliary bus. Source: {@code Documentation/networking/devlink/devlink-port.rst}.
 *
 * @param parent the PCI function it was made from
 * @param number {@code sfnum}, which ranges of selectors count
 * @param netdev absent while it is in another network namespace
 */
public record SubFunction(AuxName name, PciAddress parent, int number, Optional<Netdev> netdev, Traits traits) {}
