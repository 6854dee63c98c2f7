package io.keelson.vf.netlink;

import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.vf.libc.Fd;
import io.keelson.vf.libc.JnrLibc;
import io.keelson.vf.libc.Libc;
import io.keelson.vf.model.Deadline;
import io.keelson.vf.model.HostException;
import io.keelson.vf.model.IfName;
import io.keelson.vf.netns.Namespaces;
import io.keelson.vf.testing.TestNetns;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("netns")
class HostEventsTest {
    private final Libc libc = JnrLibc.load();
    private TestNetns host;
    private TestNetns pod;
    private HostEvents events;

    @BeforeEach
    void setUp() throws HostException {
        host = TestNetns.create();
        pod = TestNetns.create();
        events = HostEvents.subscribe(libc, new Namespaces(libc, Optional.of(host.path())));
    }

    @AfterEach
    void tearDown() throws HostException {
        events.close();
        pod.close();
        host.close();
    }

    @Test
    void hearsOfANewNetdevTwice() throws HostException {
        host.ip("link add vf0 type veth peer name vf0p");

        List<HostEvent> heard = until(e -> e instanceof HostEvent.NetdevChanged c && named(c.link(), "vf0"));

        assertThat(heard).anySatisfy(e -> {
            assertThat(e).isInstanceOf(HostEvent.Device.class);
            Uevent uevent = ((HostEvent.Device) e).uevent();
            assertThat(uevent.action()).isEqualTo("add");
            assertThat(uevent.subsystem()).contains("net");
            assertThat(uevent.netdev()).contains(new IfName("vf0"));
        });
        assertThat(heard).noneMatch(e -> e instanceof HostEvent.Lost);
    }

    @Test
    void hearsOfCarrierAndOfLeaving() throws HostException {
        host.ip("link add vf0 type veth peer name vf0p");
        host.ip("link set vf0 up");
        host.ip("link set vf0p up");
        until(e -> e instanceof HostEvent.NetdevChanged c
                && named(c.link(), "vf0")
                && c.link().netdev().carrier().equals(Optional.of(true)));

        host.ip("link set vf0 netns " + pod.name());
        until(e -> e instanceof HostEvent.NetdevGone g && named(g.link(), "vf0"));
    }

    @Test
    void believesTheKernelAlone() throws Exception {
        try (Fd forger = new Namespaces(libc).socket(host.netns(), Libc.AF_NETLINK, Libc.SOCK_RAW, 15)) {
            byte[] toListeners = ByteBuffer.allocate(12)
                    .order(ByteOrder.nativeOrder())
                    .putShort(0, (short) Libc.AF_NETLINK)
                    .putInt(8, 1)
                    .array();
            byte[] forged = "remove@/devices/forged\0SUBSYSTEM=pci\0".getBytes(StandardCharsets.US_ASCII);
            libc.send(
                    forger, ByteBuffer.allocateDirect(forged.length).put(forged).flip(), toListeners);
        }
        host.ip("link add vf0 type veth peer name vf0p");

        assertThat(until(e -> e instanceof HostEvent.NetdevChanged c && named(c.link(), "vf0")))
                .isNotEmpty()
                .noneMatch(e -> e.toString().contains("forged"));
    }

    @Test
    void tellsWhenEventsWereLost() throws HostException {
        host.exec(
                "sh",
                "-c",
                "i=0; while [ $i -lt 3000 ]; do echo link set lo up; echo link set lo down; i=$((i+1)); done"
                        + " | ip -batch -");

        until(e -> e instanceof HostEvent.Lost);
    }

    @Test
    void canBeWokenAndEndedFromOutside() throws Exception {
        events.wake();
        assertThat(events.await(Duration.ofMinutes(1))).isEmpty();

        CompletableFuture<List<HostEvent>> waiting = CompletableFuture.supplyAsync(this::awaitLong);
        events.close();
        assertThat(waiting.get()).isEmpty();
        assertThat(events.await(Duration.ofMinutes(1))).isEmpty();
        events.wake();
    }

    private List<HostEvent> awaitLong() {
        try {
            return events.await(Duration.ofMinutes(1));
        } catch (HostException e) {
            throw new IllegalStateException(e);
        }
    }

    private static boolean named(Link link, String name) {
        return link.name().text().equals(name);
    }

    /** All events up to the first of this kind; fails when none came within a generous while. */
    private List<HostEvent> until(Predicate<HostEvent> wanted) throws HostException {
        Deadline deadline = Deadline.after(Duration.ofSeconds(20));
        List<HostEvent> heard = new ArrayList<>();
        while (!deadline.passed()) {
            List<HostEvent> more = events.await(deadline.left());
            heard.addAll(more);
            if (more.stream().anyMatch(wanted)) {
                return heard;
            }
        }
        throw new AssertionError("never came; heard " + heard);
    }
}
