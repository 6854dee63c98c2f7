package io.keelson.config.validate;

import io.keelson.config.model.DeviceType;
import io.keelson.config.model.DriverChoice;
import io.keelson.config.model.Pool;
import io.keelson.config.model.Release;
import io.keelson.config.model.Selector;

/** What of a pool cannot be together with the type of its devices, or with the driver it binds them to. */
final class PoolTypeCheck {
    private final Pool pool;
    private final Sink sink;

    private PoolTypeCheck(Pool pool, Sink sink) {
        this.pool = pool;
        this.sink = sink;
    }

    /** Where a finding goes: its place in the file, what is wrong, what to do. */
    @FunctionalInterface
    interface Sink {
        void bad(String where, String detail, String hint);
    }

    static void check(Pool pool, Sink sink) {
        PoolTypeCheck check = new PoolTypeCheck(pool, sink);
        check.driver();
        check.type();
    }

    /** It would be bound away from what selected it, and selected again once it is given back. */
    private void driver() {
        if (pool.driver() != DriverChoice.VFIO_PCI) {
            return;
        }
        for (Selector selector : pool.selectors()) {
            if (selector.traits().needsDriver()) {
                sink.bad(
                        selector.where(),
                        "isRdma, vdpaType and pKeys ask for what only the kernel's driver makes, and the pool binds its"
                                + " VFs to vfio-pci",
                        "set driver: kernel in " + pool.where() + ", or leave these keys out");
            }
        }
    }

    private void type() {
        if (pool.deviceType() == DeviceType.NET_DEVICE) {
            return;
        }
        if (pool.driver() != DriverChoice.AS_FOUND) {
            notFor("driver", "are not bound to drivers by Keelson");
        }
        if (pool.release() != Release.BASELINE) {
            notFor("release", "are not bound to drivers by Keelson");
        }
        if (pool.attach().isPresent()) {
            notFor("attach", "are not attached to pods as interfaces");
        }
    }

    private void notFor(String key, String why) {
        sink.bad(
                pool.where() + "." + key,
                "devices of type " + pool.deviceType() + " " + why,
                "leave " + key + " out, or leave out deviceType for VFs");
    }
}
