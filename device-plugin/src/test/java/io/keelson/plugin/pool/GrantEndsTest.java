package io.keelson.plugin.pool;

import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.plugin.testing.Vfs;
import io.keelson.vf.model.BootId;
import io.keelson.vf.model.ContainerId;
import io.keelson.vf.model.DeviceId;
import io.keelson.vf.model.Grant;
import io.keelson.vf.model.IfName;
import io.keelson.vf.model.Ledger;
import io.keelson.vf.model.NetnsPath;
import io.keelson.vf.model.Owner;
import io.keelson.vf.model.OwnerKey;
import io.keelson.vf.model.OwnerPhase;
import io.keelson.vf.model.PodRef;
import io.keelson.vf.model.VfId;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;

class GrantEndsTest {
    private static final VfId VF = Vfs.kernel(0).id();
    private static final Ledger GRANTED = ledger(Instant.EPOCH);
    private static final GrantEnds.Look GONE = look(Set.of(), Set.of());

    private long nanos = -5;
    private final GrantEnds ends = new GrantEnds(() -> nanos);

    @Test
    void twoLooksTenSecondsApartEndIt() {
        ends.over(GRANTED, look(Set.of(VF.address()), Set.of()));
        assertThat(ends.over(GRANTED, GONE)).isEmpty();
        pass(Duration.ofSeconds(10).minusNanos(1));
        assertThat(ends.over(GRANTED, GONE)).isEmpty();
        pass(Duration.ofNanos(1));
        assertThat(ends.over(GRANTED, GONE)).containsExactly(GRANTED.grants().get(VF.address()));
        assertThat(ends.over(Ledger.EMPTY, GONE)).isEmpty();
    }

    @Test
    void aGrantThatKubeletHasNotWrittenDownYetIsHeldAMinute() {
        assertThat(ends.over(GRANTED, GONE)).isEmpty();
        pass(Duration.ofSeconds(59));
        assertThat(ends.over(GRANTED, GONE)).isEmpty();
        pass(Duration.ofSeconds(1));
        assertThat(ends.over(GRANTED, GONE)).hasSize(1);
    }

    @Test
    void oneSourceThatSawItInBetweenStartsAnew() {
        for (GrantEnds.Look seen : new GrantEnds.Look[] {
            look(Set.of(VF.address()), Set.of()),
            look(Set.of(), Set.of(VF.address())),
            new GrantEnds.Look(Optional.empty(), Optional.of(Set.of())),
            new GrantEnds.Look(Optional.of(Set.of()), Optional.empty())
        }) {
            ends.over(GRANTED, GONE);
            pass(Duration.ofSeconds(9));
            assertThat(ends.over(GRANTED, seen)).isEmpty();
            pass(Duration.ofSeconds(9));
            assertThat(ends.over(GRANTED, GONE)).isEmpty();
            pass(Duration.ofSeconds(9));
            assertThat(ends.over(GRANTED, GONE)).isEmpty();
            pass(Duration.ofSeconds(9));
            assertThat(ends.over(GRANTED, seen)).isEmpty();
        }
    }

    @Test
    void staleIsWhatTheCheckpointAloneHas() {
        Set<DeviceId> vf = Set.of(VF.address());

        assertThat(GrantEnds.stale(GRANTED, look(vf, Set.of()))).hasSize(1);
        assertThat(GrantEnds.stale(GRANTED, look(vf, vf))).isEmpty();
        assertThat(GrantEnds.stale(GRANTED, GONE)).isEmpty();
        assertThat(GrantEnds.stale(GRANTED, new GrantEnds.Look(Optional.of(vf), Optional.empty())))
                .isEmpty();
    }

    @Test
    void anOwnerKeepsIt() {
        Ledger owned = new Ledger(Map.of(VF, owner()), Map.of(), GRANTED.grants());

        ends.over(owned, GONE);
        pass(Duration.ofSeconds(60));
        assertThat(ends.over(owned, GONE)).isEmpty();
        assertThat(ends.over(GRANTED, GONE)).isEmpty();
    }

    @Test
    void aSecondGrantOfTheSameVfIsAnotherGrant() {
        ends.over(GRANTED, GONE);
        pass(Duration.ofSeconds(11));
        assertThat(ends.over(ledger(Instant.EPOCH.plusSeconds(11)), GONE)).isEmpty();
    }

    private void pass(Duration time) {
        nanos += time.toNanos();
    }

    private static GrantEnds.Look look(Set<DeviceId> checkpoint, Set<DeviceId> podResources) {
        return new GrantEnds.Look(Optional.of(checkpoint), Optional.of(podResources));
    }

    private static Ledger ledger(Instant since) {
        return new Ledger(Map.of(), Map.of(), Map.of(VF.address(), new Grant(VF.address(), "keelson.io/fast", since)));
    }

    private static Owner owner() {
        OwnerKey key = new OwnerKey(
                new BootId("00000000-0000-0000-0000-000000000001"), new ContainerId("c1"), new IfName("net1"));
        return new Owner(
                key,
                OwnerPhase.ATTACHED,
                new PodRef("default", "a", "u"),
                new NetnsPath("/run/netns/a"),
                OptionalLong.empty(),
                Optional.empty(),
                Optional.empty(),
                Instant.EPOCH);
    }
}
