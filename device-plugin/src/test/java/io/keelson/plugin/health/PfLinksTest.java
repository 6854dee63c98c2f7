package io.keelson.plugin.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.vf.model.Code;
import io.keelson.vf.model.HostException;
import io.keelson.vf.model.PciAddress;
import io.keelson.vf.model.Problem;
import io.keelson.vf.step.LinkChange;
import io.keelson.vf.step.LinkRef;
import io.keelson.vf.testing.FakeHost;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PfLinksTest {
    private static final PciAddress PF = PciAddress.of("0000:01:00.0");
    private static final PciAddress OTHER = PciAddress.of("0000:02:00.0");

    private final FakeHost host = FakeHost.twoIgb();
    private final PfLinks links = new PfLinks();
    private long millis;

    @BeforeEach
    void bothUp() throws HostException {
        set(PF, true);
        set(OTHER, true);
    }

    @Test
    void aLinkThatWasGoodCountsAsLostAtOnce() throws HostException {
        at(0);
        at(5_000);
        set(PF, false);
        at(6_000);

        assertLost();
        assertThat(links.against(OTHER)).isEmpty();
    }

    @Test
    void itIsBackOnceItWasUpForFiveSeconds() throws HostException {
        lost();
        set(PF, true);
        at(20_000);
        assertLost();
        assertThat(links.settling()).isTrue();
        at(24_999);
        assertLost();

        at(25_000);
        assertThat(links.against(PF)).isEmpty();
        assertThat(links.settling()).isFalse();
    }

    @Test
    void oneThatFlapsIsNotBack() throws HostException {
        lost();
        for (int i = 0; i < 5; i++) {
            set(PF, true);
            at(20_000 + i * 6_000);
            at(24_000 + i * 6_000);
            set(PF, false);
            at(25_000 + i * 6_000);
            assertLost();
        }
    }

    @Test
    void oneThatWasNeverUpIsWaitedForThirtySeconds() throws HostException {
        set(PF, false);
        at(0);
        at(29_999);
        assertThat(links.against(PF)).isEmpty();
        assertThat(links.settling()).isTrue();

        at(30_000);
        assertLost();
        assertThat(links.settling()).isFalse();
    }

    /** Drivers reset the NIC when VFs come to be: igb has no carrier for some seconds. */
    @Test
    void afterAChangeOfTheVfCountItIsWaitedForAgain() throws HostException {
        at(0);
        at(60_000);
        host.pci().writeNumVfs(PF, 2);
        at(60_100);
        set(PF, false);
        at(61_000);
        assertThat(links.against(PF)).isEmpty();
        at(91_000);
        assertLost();
    }

    @Test
    void aPfThatIsNotKnownHasNothingAgainstIt() {
        assertThat(links.against(PF)).isEmpty();
        assertThat(links.settling()).isFalse();
    }

    private void lost() throws HostException {
        at(0);
        at(10_000);
        set(PF, false);
        at(11_000);
        assertLost();
    }

    private void assertLost() {
        assertThat(links.against(PF).map(Problem::code)).contains(Code.PF_DOWN);
    }

    private void at(long time) {
        millis = time;
        links.look(host.snapshot(), Duration.ofMillis(millis).toNanos());
    }

    private void set(PciAddress pf, boolean up) throws HostException {
        host.links().change(LinkRef.onHost(pf), new LinkChange.Up(up));
    }
}
