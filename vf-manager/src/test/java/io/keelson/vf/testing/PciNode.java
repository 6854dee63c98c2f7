package io.keelson.vf.testing;

import io.keelson.vf.model.PciAddress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** The directory of one function in a modelled tree; every method changes it and returns it. */
public record PciNode(TreeBuilder tree, PciAddress address, Path path) {
    /** Writes an attribute, or another text into it. */
    public PciNode file(String name, String text) {
        TreeBuilder.write(path.resolve(name), text);
        return this;
    }

    /** Points a link of the function somewhere, relative to its directory. */
    public PciNode link(String name, String target) {
        TreeBuilder.link(path.resolve(name), target);
        return this;
    }

    /** Takes a file, link or directory away. */
    public PciNode without(String name) {
        Path gone = path.resolve(name);
        try (Stream<Path> all = Files.walk(gone)) {
            all.sorted(Comparator.reverseOrder()).forEach(p -> p.toFile().delete());
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Binds it to a driver, which gets an {@code unbind} file. */
    public PciNode driver(String name) {
        Path driver = tree.bus().resolve("drivers").resolve(name);
        TreeBuilder.directory(driver);
        TreeBuilder.write(driver.resolve("unbind"), "");
        return link("driver", "../../../../bus/pci/drivers/" + name);
    }

    /** Puts it into an IOMMU group. */
    public PciNode iommuGroup(int number) {
        Path members = tree.root().resolve("sys/kernel/iommu_groups/" + number + "/devices");
        TreeBuilder.directory(members);
        Path target = members.toAbsolutePath().relativize(path.toAbsolutePath());
        TreeBuilder.link(members.resolve(address.toString()), target.toString());
        return link("iommu_group", "../../../../kernel/iommu_groups/" + number);
    }

    /** Gives it an Ethernet netdev on the host: up, with carrier, MTU 1500, a MAC made of its ifindex. */
    public PciNode netdev(String name, int ifindex) {
        TreeBuilder.directory(path.resolve("net").resolve(name));
        return netdevFile(name, "address", String.format("02:00:00:00:%02x:%02x", ifindex >> 8 & 0xff, ifindex & 0xff))
                .netdevFile(name, "mtu", "1500")
                .netdevFile(name, "ifindex", Integer.toString(ifindex))
                .netdevFile(name, "flags", "0x1003")
                .netdevFile(name, "dev_port", "0")
                .netdevFile(name, "type", "1")
                .netdevFile(name, "carrier", "1");
    }

    /** Gives it a virtio device of this name, with the netdev below it. */
    public PciNode virtioNetdev(String virtio, String name, int ifindex) {
        netdev(name, ifindex).directory(virtio);
        try {
            Files.move(path.resolve("net"), path.resolve(virtio).resolve("net"));
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Writes an attribute of one of its netdevs. */
    public PciNode netdevFile(String netdev, String name, String text) {
        return file("net/" + netdev + "/" + name, text);
    }

    /** Makes a directory, with those above it. */
    public PciNode directory(String name) {
        TreeBuilder.directory(path.resolve(name));
        return this;
    }

    /** Gives it a vDPA device of this name, without a driver. */
    public PciNode vdpa(String name) {
        Path devices = tree.bus().resolveSibling("vdpa/devices");
        TreeBuilder.directory(devices);
        directory(name);
        Path target = devices.toAbsolutePath().relativize(path.resolve(name).toAbsolutePath());
        TreeBuilder.link(devices.resolve(name), target.toString());
        return this;
    }

    /** Leaves its {@code net} empty, as it is while the netdev is in another namespace. */
    public PciNode netdevAway() {
        TreeBuilder.directory(path.resolve("net"));
        return this;
    }
}
