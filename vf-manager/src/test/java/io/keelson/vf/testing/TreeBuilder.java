package io.keelson.vf.testing;

import io.keelson.vf.model.PciAddress;
import io.keelson.vf.model.SriovLayout;
import io.keelson.vf.model.VfIndex;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Writes a modelled {@code /sys} in the kernel's own layout: device directories under {@code sys/devices}, relative links
 * from {@code sys/bus/pci}. A plain directory, so whatever reads the real thing reads it too.
 */
public final class TreeBuilder {
    private final Path root;

    /** Builds below this directory, the host root. */
    public TreeBuilder(Path root) {
        this.root = root;
        directory(bus().resolve("devices"));
        write(bus().resolve("drivers_probe"), "");
    }

    /** A host with this many igb-like PFs, each with this many VFs, every VF with its netdev, group and driver. */
    public static TreeBuilder scaled(Path root, int pfs, int vfs) {
        TreeBuilder tree = new TreeBuilder(root);
        for (int p = 0; p < pfs; p++) {
            PciNode pf = tree.nic(new PciAddress(0, 1 + 2 * p, 0, 0), vfs).netdev("pf" + p, 2 + p);
            pf.file("sriov_numvfs", Integer.toString(vfs)).file("sriov_stride", "1");
            for (int v = 0; v < vfs; v++) {
                int number = p * vfs + v;
                PciNode vf = tree.vf(pf, v, new SriovLayout(128, 1));
                vf.driver("igbvf").iommuGroup(100 + number).netdev("v" + number, 1000 + number);
            }
        }
        return tree;
    }

    /** An SR-IOV NIC as igb drives it, without VFs yet. */
    public PciNode nic(PciAddress address, int totalVfs) {
        return function(address, "0x020000", "0x8086", "0x10c9")
                .driver("igb")
                .file("sriov_totalvfs", Integer.toString(totalVfs))
                .file("sriov_numvfs", "0")
                .file("sriov_offset", "128")
                .file("sriov_stride", "2")
                .file("sriov_vf_device", "10ca")
                .file("sriov_drivers_autoprobe", "1");
    }

    /** A VF at the address its PF's layout gives it, linked both ways, without driver and netdev yet. */
    public PciNode vf(PciNode pf, int index, SriovLayout layout) {
        PciAddress address = layout.vfAddress(pf.address(), new VfIndex(index));
        PciNode vf = function(address, "0x020000", "0x8086", "0x10ca");
        vf.link("physfn", "../" + pf.address());
        pf.link("virtfn" + index, "../" + address);
        return vf;
    }

    /** Any PCI function, behind the root port of its bus. */
    public PciNode function(PciAddress address, String classCode, String vendor, String device) {
        String path = String.format("devices/pci0000:00/0000:00:%02x.0/%s", address.bus() / 2 % 32, address);
        PciNode node = new PciNode(this, address, root.resolve("sys").resolve(path));
        directory(node.path());
        link(bus().resolve("devices").resolve(address.toString()), "../../../" + path);
        return node.file("class", classCode)
                .file("vendor", vendor)
                .file("device", device)
                .file("driver_override", "(null)")
                .file("numa_node", "-1");
    }

    /** An RDMA device that the kernel made in software over this netdev, with its node for verbs. */
    public TreeBuilder softRdma(String name, String netdev, String uverbs) {
        Path virtual = root.resolve("sys/devices/virtual");
        directory(virtual.resolve("infiniband").resolve(name));
        write(virtual.resolve("infiniband").resolve(name).resolve("parent"), netdev);
        directory(virtual.resolve("infiniband_verbs").resolve(uverbs));
        write(virtual.resolve("infiniband_verbs").resolve(uverbs).resolve("ibdev"), name);
        return this;
    }

    /** The host root. */
    public Path root() {
        return root;
    }

    /** {@code sys/bus/pci}. */
    public Path bus() {
        return root.resolve("sys/bus/pci");
    }

    static void directory(Path path) {
        try {
            Files.createDirectories(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static void write(Path file, String text) {
        try {
            Files.writeString(file, text.isEmpty() ? "" : text + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static void link(Path link, String target) {
        try {
            Files.deleteIfExists(link);
            Files.createSymbolicLink(link, Path.of(target));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
