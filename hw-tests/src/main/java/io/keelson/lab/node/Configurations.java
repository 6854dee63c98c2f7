package io.keelson.lab.node;

/** Configurations for the guest's two PFs. */
public final class Configurations {
    private Configurations() {}

    /** Netdev VFs from one VF of each PF, so that two pods are on two PFs, and vfio VFs. */
    public static final String TWO_POOLS = """
            nics:
              - select: {pfNames: [eth0]}
                vfs: 3
              - select: {pfNames: [eth1]}
                vfs: 3
            pools:
              - resource: keelson.io/fast
                select: {pfNames: ["eth0#0", "eth1#0"]}
                driver: kernel
                attach:
                  interface: net
                  ipam: {type: host-local, ranges: [[{subnet: 10.56.0.0/24}]]}
              - resource: keelson.io/dpdk
                select: {pfNames: ["eth0#1-2"]}
                driver: vfio-pci
            """;

    /** Of each PF a netdev VF, and a vfio VF in a pool of its own, so that a pod can have both. */
    public static final String DPDK = """
            nics:
              - select: {pfNames: [eth0]}
                vfs: 2
              - select: {pfNames: [eth1]}
                vfs: 2
            pools:
              - resource: keelson.io/fast
                select: {pfNames: ["eth0#0", "eth1#0"]}
                driver: kernel
                attach:
                  interface: net
                  ipam: {type: host-local, ranges: [[{subnet: 10.56.0.0/24}]]}
              - resource: keelson.io/dpdk_a
                select: {pfNames: ["eth0#1"]}
                driver: vfio-pci
              - resource: keelson.io/dpdk_b
                select: {pfNames: ["eth1#1"]}
                driver: vfio-pci
            """;

    /** The same VFs, of which those that were for vfio are netdevs. */
    public static final String AFTER_DPDK =
            DPDK.substring(0, DPDK.indexOf("  - resource: keelson.io/dpdk_a")).replace("#0\"", "#1\"");

    /** Netdev VFs for network definitions: one pool without limits on both PFs, one that allows a few VLANs only. */
    public static final String DELEGATED = """
            nics:
              - select: {pfNames: [eth0]}
                vfs: 2
              - select: {pfNames: [eth1]}
                vfs: 3
            pools:
              - resource: keelson.io/open
                select: {pfNames: ["eth0#0-1", "eth1#0"]}
                driver: kernel
              - resource: keelson.io/strict
                select: {pfNames: ["eth1#1"]}
                driver: kernel
                allow: {vlans: [100-199]}
            """;

    /** Netdev VFs that wait for their attachment or not, and a vfio VF. */
    public static final String GATED = """
            nics:
              - select: {pfNames: [eth0]}
                vfs: 3
              - select: {pfNames: [eth1]}
                vfs: 1
            pools:
              - resource: keelson.io/fast
                select: {pfNames: ["eth0#0", "eth1#0"]}
                driver: kernel
                attach:
                  interface: net
                  ipam: {type: host-local, ranges: [[{subnet: 10.56.0.0/24}]]}
              - resource: keelson.io/open
                select: {pfNames: ["eth0#1"]}
                driver: kernel
                gate: off
                attach: {interface: net}
              - resource: keelson.io/dpdk
                select: {pfNames: ["eth0#2"]}
                driver: vfio-pci
            """;

    /** Netdev VFs of both PFs, which are on two NUMA nodes, in pools that kubelet is to choose from in different ways. */
    public static final String TOPOLOGY = """
            nics:
              - select: {pfNames: [eth0, eth1]}
                vfs: 7
            pools:
              - resource: keelson.io/packed
                select: {pfNames: ["eth0#0-1", "eth1#0-1"]}
                allocation: pack
                excludeTopology: true
              - resource: keelson.io/apart
                select: {pfNames: ["eth0#2-3", "eth1#2-3"]}
                allocation: spread
                excludeTopology: true
              - resource: keelson.io/near
                select: {pfNames: ["eth0#4-6", "eth1#4-6"]}
                allocation: spread
            """;

    /** A pool of VFs with an RDMA device, and one of others; no CNI takes their netdevs away. */
    public static final String RDMA = """
            nics:
              - select: {pfNames: [eth0]}
                vfs: 3
            pools:
              - resource: keelson.io/rdma
                select: {pfNames: ["eth0#0-1"], isRdma: true}
                driver: kernel
              - resource: keelson.io/plain
                select: {pfNames: ["eth0#2"]}
                driver: kernel
            """;

    /** Asks for the NVMe controller of {@link io.keelson.lab.Extra#NVME} and its VFs as for a NIC, and for a NIC. */
    public static final String FOREIGN = """
            nics:
              - select: {pfNames: [eth0]}
                vfs: 2
              - select: {vendors: ["1b36"]}
                vfs: 1
            pools:
              - resource: keelson.io/fast
                select: {pfNames: [eth0]}
              - resource: keelson.io/foreign
                select:
                  - {vendors: ["1b36"]}
                  - {rootDevices: ["0000:61:00.0"]}
                  - {pciAddresses: ["0000:61:00.0", "0000:61:00.1"]}
                driver: vfio-pci
            """;

    /** VFs of the PF of {@link io.keelson.lab.Extra#VIRTIO}; a pool that asks nothing of the PF, and one that asks for a VLAN. */
    public static final String VIRTIO = """
            nics:
              - select: {pfNames: [eth2]}
                vfs: 3
            pools:
              - resource: keelson.io/virtio
                select: {pfNames: ["eth2#0-1"]}
                driver: kernel
                attach:
                  interface: net
                  ipam: {type: host-local, ranges: [[{subnet: 10.56.0.0/24}]]}
              - resource: keelson.io/tagged
                select: {pfNames: ["eth2#2"]}
                driver: kernel
                attach: {interface: net, vlan: 100}
            """;

    /** Of the first PF VFs that follow its link and one that does not; the second PF is left as it is found, without VFs. */
    public static final String LINKS = """
            nics:
              - select: {pfNames: [eth0]}
                vfs: 4
            pools:
              - resource: keelson.io/follow
                select: {pfNames: ["eth0#0-2"]}
                driver: kernel
                attach:
                  interface: net
                  ipam: {type: host-local, ranges: [[{subnet: 10.56.0.0/24}]]}
              - resource: keelson.io/ignore
                link: ignore
                select: {pfNames: ["eth0#3"]}
                driver: kernel
              - resource: keelson.io/later
                select: {pfNames: [eth1]}
                driver: kernel
            """;

    /** The same with VFs on the second PF too. */
    public static final String LINKS_AND_LATER =
            LINKS.replace("pools:", "  - select: {pfNames: [eth1]}\n    vfs: 3\npools:");

    /** Ten netdev VFs for pods that come and go. */
    public static final String CHURN = """
            nics:
              - select: {pfNames: [eth0]}
                vfs: 5
              - select: {pfNames: [eth1]}
                vfs: 5
            pools:
              - resource: keelson.io/fast
                select: {pfNames: [eth0, eth1]}
                driver: kernel
                attach:
                  interface: net
                  ipam: {type: host-local, ranges: [[{subnet: 10.56.0.0/24}]]}
            """;

    /** The device plugin's own format: VFs by hand, selected in each of its ways. */
    public static final String RESOURCE_LIST = """
            {"resourceList": [
              {"resourceName": "lab_dpdk", "selectors": {"drivers": ["vfio-pci"], "pciAddresses": ["0000:21:10.4"]}},
              {"resourceName": "lab_netdev", "selectors": [
                {"vendors": ["8086"], "devices": ["10ca"], "drivers": ["igbvf"], "pfNames": ["eth0#0-1"]},
                {"rootDevices": ["0000:41:00.0#0"]}]}]}
            """;

    /** Three pools of one vfio VF each, as there may be in one container. */
    public static final String THREE_VFIO_POOLS = """
            {"resourceList": [
              {"resourceName": "lab_dpdk", "selectors": {"pciAddresses": ["0000:21:10.4"]}},
              {"resourceName": "lab_dpdk_b", "selectors": {"pciAddresses": ["0000:21:10.6"]}},
              {"resourceName": "lab_dpdk_c", "selectors": {"pciAddresses": ["0000:21:11.0"]}}]}
            """;
}
