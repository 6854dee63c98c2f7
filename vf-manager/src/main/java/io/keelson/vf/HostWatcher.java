package io.keelson.vf;

import io.keelson.vf.model.HostException;
import io.keelson.vf.model.PciAddress;
import io.keelson.vf.model.VirtioName;
import io.keelson.vf.netlink.HostEvent;
import io.keelson.vf.netlink.HostEvents;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Waits until something about the host may have changed, and for the burst to be over. For one thread. */
public final class HostWatcher implements AutoCloseable {
    private static final Duration QUIET = Duration.ofMillis(50);
    private static final int BURST = 5;

    private final HostEvents events;
    private final Function<VirtioName, Optional<PciAddress>> virtio;

    HostWatcher(HostEvents events, Function<VirtioName, Optional<PciAddress>> virtio) {
        this.events = events;
        this.virtio = virtio;
    }

    /**
     * What moved, once something did and then nothing for 50 ms, 250 ms after the first change at the latest; nothing when
     * the time is over, or somebody woke this.
     */
    public Moved awaitChange(Duration atMost) throws HostException {
        List<HostEvent> burst = new ArrayList<>();
        List<HostEvent> heard = events.await(atMost);
        for (int i = 0; i < BURST && !heard.isEmpty(); i++) {
            burst.addAll(heard);
            heard = events.await(QUIET);
        }
        burst.addAll(heard);
        return Moved.of(burst, virtio);
    }

    /** Makes the waiting thread look now. */
    public void wake() throws HostException {
        events.wake();
    }

    @Override
    public void close() throws HostException {
        events.close();
    }
}
