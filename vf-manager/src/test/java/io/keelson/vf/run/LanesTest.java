package io.keelson.vf.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.vf.model.Deadline;
import io.keelson.vf.model.PciAddress;
import io.keelson.vf.step.Lane;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class LanesTest {
    private static final PciAddress PF = PciAddress.of("0000:01:00.0");
    private static final Lane WHOLE = new Lane.WholePf(PF);
    private static final Lane VF0 = new Lane.OneVf(PF, PciAddress.of("0000:01:10.0"));
    private static final Lane VF1 = new Lane.OneVf(PF, PciAddress.of("0000:01:10.2"));
    private static final Lane OTHER_PF = new Lane.WholePf(PciAddress.of("0000:02:00.0"));

    @Test
    void vfsOfOnePfRunBesideEachOther() {
        assertThat(whileHolding(VF0, VF1)).isTrue();
        assertThat(whileHolding(VF0, OTHER_PF)).isTrue();
    }

    @Test
    void aWholePfIsAlone() {
        assertThat(whileHolding(WHOLE, VF0)).isFalse();
        assertThat(whileHolding(VF0, WHOLE)).isFalse();
        assertThat(whileHolding(VF0, VF0)).isFalse();
    }

    @Test
    void nothingStaysLockedWhenOneOfSeveralIsNotToBeHad() {
        Lanes lanes = new Lanes();
        try (Lanes.Held held = lanes.take(List.of(OTHER_PF), Deadline.NEVER).orElseThrow()) {
            assertThat(held).isNotNull();
            assertThat(elsewhere(lanes, List.of(OTHER_PF, WHOLE))).isFalse();
            assertThat(elsewhere(lanes, List.of(WHOLE))).as("given back").isTrue();
        }
        assertThat(elsewhere(lanes, List.of(OTHER_PF, WHOLE))).isTrue();
    }

    private static boolean whileHolding(Lane held, Lane wanted) {
        Lanes lanes = new Lanes();
        try (Lanes.Held mine = lanes.take(List.of(held), Deadline.NEVER).orElseThrow()) {
            assertThat(mine).isNotNull();
            return elsewhere(lanes, List.of(wanted));
        }
    }

    /** Tries on another thread, without waiting. */
    private static boolean elsewhere(Lanes lanes, List<Lane> wanted) {
        return CompletableFuture.supplyAsync(() -> {
                    Optional<Lanes.Held> got = lanes.take(wanted, Deadline.after(Duration.ZERO, () -> 0));
                    got.ifPresent(Lanes.Held::close);
                    return got.isPresent();
                })
                .join();
    }
}
