package io.keelson.vf;

import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.vf.libc.JnrLibc;
import io.keelson.vf.libc.Libc;
import io.keelson.vf.model.Deadline;
import io.keelson.vf.model.HostException;
import io.keelson.vf.model.IfAddress;
import io.keelson.vf.model.Netns;
import io.keelson.vf.model.PciAddress;
import io.keelson.vf.netlink.SettleEvents;
import io.keelson.vf.netns.Namespaces;
import io.keelson.vf.run.KernelHost;
import io.keelson.vf.step.LinkRef;
import io.keelson.vf.testing.TestNetns;
import io.keelson.vf.testing.TreeBuilder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Carrier and duplicate address detection, by a veth in a namespace that stands for the host's. */
@Tag("netns")
@Timeout(value = 30, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SettlingTest {
    private static final PciAddress DEVICE = PciAddress.of("0000:01:10.0");
    private static final LinkRef LINK = LinkRef.onHost(DEVICE);
    private static final IfAddress ALONE = IfAddress.parse("fd00::2/64").orElseThrow();
    private static final IfAddress TAKEN = IfAddress.parse("fd00::3/64").orElseThrow();
    private static final Deadline LONG = Deadline.after(Duration.ofMinutes(10));

    @TempDir
    Path root;

    private final Libc libc = JnrLibc.load();
    private TestNetns host;
    private TestNetns peer;
    private Namespaces namespaces;
    private KernelHost kernel;
    private Settling settling;

    @BeforeEach
    void setUp() throws HostException {
        host = TestNetns.create();
        peer = TestNetns.create();
        new TreeBuilder(root)
                .function(DEVICE, "0x020000", "0x8086", "0x10ca")
                .driver("igbvf")
                .netdev("vf0", 2);
        host.ip("link add vf0 type veth peer name vf0p");
        host.ip("link set vf0p netns " + peer.name());
        namespaces = new Namespaces(libc, Optional.of(host.path()));
        kernel = KernelHost.open(root, libc, namespaces, purpose -> {});
        settling = new Settling(libc, namespaces, kernel);
    }

    @AfterEach
    void tearDown() {
        kernel.close();
        peer.close();
        host.close();
    }

    @Test
    void withoutCarrierItWaits_untilThereIsOne() throws Exception {
        host.ip("link set vf0 up");
        CompletableFuture<Settled> waiting = CompletableFuture.supplyAsync(() -> await(LONG));
        assertThat(await(Deadline.after(Duration.ofMillis(500))).carrier()).isFalse();
        assertThat(waiting).isNotDone();
        peer.ip("link set vf0p up");
        assertThat(waiting.get().carrier()).isTrue();
    }

    @Test
    void aLinkThatIsDownHasNoCarrier() {
        assertThat(await(Deadline.after(Duration.ZERO)).carrier()).isFalse();
    }

    @Test
    void itWaitsForTheEndOfDetection() {
        bothUp();
        host.ip("address add fd00::2/64 dev vf0");
        assertThat(await(LONG, ALONE)).isEqualTo(new Settled(true, List.of(), List.of()));
    }

    @Test
    void aDuplicateEndsItAtOnce_andIsToldToWhoAskedForThatAddressAlone() {
        peer.ip("address add fd00::3/64 dev vf0p nodad");
        bothUp();
        host.ip("address add fd00::3/64 dev vf0");
        host.ip("address add fd00::2/64 dev vf0");
        assertThat(await(LONG, TAKEN).duplicates()).containsExactly(TAKEN);
        assertThat(await(LONG, ALONE)).isEqualTo(new Settled(true, List.of(), List.of()));
    }

    @Test
    void aDuplicateNeedsNoCarrierToBeFinal() {
        assertThat(new Settled(false, List.of(), List.of(TAKEN)).isFinal()).isTrue();
        assertThat(new Settled(false, List.of(), List.of()).isFinal()).isFalse();
        assertThat(new Settled(true, List.of(ALONE), List.of()).isFinal()).isFalse();
        assertThat(new Settled(true, List.of(), List.of()).isFinal()).isTrue();
    }

    @Test
    void whatIsGoneProvesNothing() {
        host.ip("link del vf0");
        assertThat(await(LONG, ALONE)).isEqualTo(new Settled(false, List.of(ALONE), List.of()));
    }

    @Test
    void changesOfLinksAndAddressesAreHeard() throws HostException {
        host.ip("link set lo up");
        try (SettleEvents events = SettleEvents.subscribe(libc, namespaces, Netns.HOST)) {
            host.ip("address add fd00::2/64 dev lo");
            events.await(Duration.ofMinutes(10));
        }
        try (SettleEvents events = SettleEvents.subscribe(libc, namespaces, Netns.HOST)) {
            host.ip("link set vf0 up");
            events.await(Duration.ofMinutes(10));
        }
    }

    private void bothUp() {
        host.ip("link set vf0 up");
        peer.ip("link set vf0p up");
        assertThat(await(LONG).carrier()).isTrue();
    }

    private Settled await(Deadline until, IfAddress... addresses) {
        try {
            return settling.await(LINK, List.of(addresses), until);
        } catch (HostException e) {
            throw new IllegalStateException(e);
        }
    }
}
