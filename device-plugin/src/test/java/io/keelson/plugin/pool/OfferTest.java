package io.keelson.plugin.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keelson.config.model.DriverChoice;
import io.keelson.config.model.Gate;
import io.keelson.config.model.ResourceName;
import io.keelson.plugin.testing.Desks;
import io.keelson.plugin.testing.Vfs;
import io.keelson.vf.model.Code;
import io.keelson.vf.model.NumaNode;
import io.keelson.vf.model.Problem;
import io.keelson.vf.model.Subject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class OfferTest {
    private static final Problem SICK = Problem.of(Code.VF_WITHOUT_DRIVER, new Subject("vf"), "no driver", "bind one");

    @Test
    void devicesAreSortedByAddress() {
        Offer offer = new Offer(List.of(offered(9), offered(1), offered(8)));

        assertThat(offer.devices())
                .extracting(Offered::device)
                .containsExactly(Vfs.address(1), Vfs.address(8), Vfs.address(9));
        assertThatThrownBy(() -> new Offer(List.of(offered(1), offered(1))))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void theDiffNamesWhatKubeletWouldSee() {
        Offer before = new Offer(List.of(offered(0), offered(1), offered(2)));
        Offer after = new Offer(List.of(offered(0), sick(1), offered(3)));

        Offer.Diff diff = after.since(before);

        assertThat(diff.added()).containsExactly(offered(3));
        assertThat(diff.removed()).containsExactly(Vfs.address(2));
        assertThat(diff.changed()).containsExactly(sick(1));
        assertThat(after.healthy()).isEqualTo(2);
        assertThat(after.since(after).isEmpty()).isTrue();
    }

    @Test
    void anotherReasonOfTheSameSicknessIsNothingToKubelet() {
        Problem other = Problem.of(Code.NOT_VERIFIED, new Subject("vf"), "dirty", "clean it");
        Offer before = new Offer(List.of(sick(0)));
        Offer after = new Offer(List.of(new Offered(Vfs.address(0), Optional.of(other), Optional.empty())));
        OfferBoard board = new OfferBoard(before);
        List<String> calls = new ArrayList<>();
        board.watch(() -> calls.add("changed"));

        assertThat(board.publish(after).isEmpty()).isTrue();
        assertThat(calls).isEmpty();
        assertThat(board.current()).isEqualTo(after);
    }

    @Test
    void everyWatcherIsToldUntilItCloses() {
        OfferBoard board = new OfferBoard(Offer.NOTHING);
        List<Integer> one = new ArrayList<>();
        List<Integer> two = new ArrayList<>();
        OfferBoard.Watch first =
                board.watch(() -> one.add(board.current().devices().size()));
        board.watch(() -> two.add(board.current().devices().size()));

        board.publish(new Offer(List.of(offered(0))));
        first.close();
        first.close();
        board.publish(new Offer(List.of(offered(0), offered(1))));

        assertThat(one).containsExactly(1);
        assertThat(two).containsExactly(1, 2);
    }

    @Test
    void aPoolTellsTheNumaNodeUnlessItsTermsSayNo() {
        List<Assigned> devices = List.of(new Assigned(Vfs.kernel(0), Optional.of(SICK)));
        ResourceName name = ResourceName.parse("a.b/c").orElseThrow();

        assertThat(new PoolView(Desks.terms(name, DriverChoice.KERNEL, Gate.OFF, false, true), devices)
                        .offer()
                        .devices())
                .containsExactly(new Offered(Vfs.address(0), Optional.of(SICK), Optional.of(new NumaNode(0))));
        assertThat(new PoolView(Desks.terms(name, DriverChoice.KERNEL, Gate.OFF, false, false), devices)
                        .offer()
                        .devices())
                .containsExactly(new Offered(Vfs.address(0), Optional.of(SICK), Optional.empty()));
    }

    private static Offered offered(int n) {
        return new Offered(Vfs.address(n), Optional.empty(), Optional.empty());
    }

    private static Offered sick(int n) {
        return new Offered(Vfs.address(n), Optional.of(SICK), Optional.empty());
    }
}
