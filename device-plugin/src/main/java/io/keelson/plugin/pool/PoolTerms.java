package io.keelson.plugin.pool;

import io.keelson.config.model.Allocation;
import io.keelson.config.model.DriverChoice;
import io.keelson.config.model.Gate;
import io.keelson.config.model.Pool;
import io.keelson.config.model.ResourceName;
import io.keelson.dpdk.grant.Handing;
import io.keelson.dpdk.grant.VfioMode;
import io.keelson.vf.model.Device;
import io.keelson.vf.model.DriverName;
import io.keelson.vf.model.Vf;
import java.util.Optional;

/**
 * How a pool's devices are handed out.
 *
 * @param attaches whether pods that only ask for the resource get it attached
 * @param numa whether kubelet is told the NUMA node of a device, and its node counts for what is preferred
 * @param cdi how its devices are called, where container runtimes add the nodes; absent where kubelet is told the nodes
 */
public record PoolTerms(
        ResourceName resource,
        DriverChoice driver,
        Allocation allocation,
        Gate gate,
        boolean attaches,
        boolean numa,
        Optional<CdiPool> cdi) {
    /** Those of a configured pool, by CDI where that is wanted and can be. */
    public static PoolTerms of(Pool pool, boolean useCdi) {
        return new PoolTerms(
                pool.resource(),
                pool.driver(),
                pool.allocation(),
                pool.gate(),
                pool.attach().isPresent(),
                !pool.excludeTopology(),
                useCdi ? CdiPool.of(pool.resource(), pool.deviceType()) : Optional.empty());
    }

    /** Whether kubelet shall ask before each start of a container. */
    public boolean preStartRequired() {
        return gate == Gate.STRICT && (attaches || driver != DriverChoice.KERNEL);
    }

    /** Whether this device holds its container back: every one of a pool that attaches, else those for user space. */
    boolean gates(Vf vf) {
        return gate == Gate.STRICT && (attaches || forUserspace(vf));
    }

    /** How the device reaches a container; as found, by the driver it is bound to. */
    Handing handing(Device device, NodeCheck check) {
        if (forUserspace(device)) {
            return new Handing.Vfio(device.iommuGroup()
                    .map(group -> VfioMode.of(group, check::present))
                    .orElse(VfioMode.IOMMU));
        }
        boolean uio = driver == DriverChoice.AS_FOUND
                && (device.isInUserspace() || device.traits().uio().isPresent());
        return uio ? new Handing.Uio() : new Handing.Kernel();
    }

    /** Whether the device is handed out as a vfio group. */
    boolean forUserspace(Device device) {
        return switch (driver) {
            case KERNEL -> false;
            case VFIO_PCI -> true;
            case AS_FOUND -> device.driver().map(DriverName.VFIO_PCI::equals).orElse(false);
        };
    }
}
