package io.keelson.vf.journal;

import static io.keelson.vf.journal.Samples.BOOT;
import static io.keelson.vf.journal.Samples.NEXT_BOOT;
import static io.keelson.vf.journal.Samples.NOW;
import static io.keelson.vf.journal.Samples.baseline;
import static io.keelson.vf.journal.Samples.freed;
import static io.keelson.vf.journal.Samples.granted;
import static io.keelson.vf.journal.Samples.set;
import static io.keelson.vf.journal.Samples.vf;
import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.vf.journal.JournalRecord.Begin;
import io.keelson.vf.journal.JournalRecord.Commit;
import io.keelson.vf.journal.JournalRecord.Damaged;
import io.keelson.vf.journal.JournalRecord.Recorded;
import io.keelson.vf.model.BootId;
import io.keelson.vf.model.Grant;
import io.keelson.vf.model.LedgerChange;
import io.keelson.vf.model.OwnerPhase;
import io.keelson.vf.model.VfId;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What records make of the ledger. */
class LedgerFoldTest {
    private final LedgerFold fold = new LedgerFold();

    @Test
    void aLateFreeOfAnOldOwnerTouchesNoNewOne() {
        fold.apply(recorded(set(0, "old", OwnerPhase.ATTACHED), freed(0, "old"), set(0, "new", OwnerPhase.RESERVED)));

        fold.apply(recorded(freed(0, "old")));

        assertThat(fold.ledger().owner(vf(0)).orElseThrow().pod().name()).isEqualTo("du-new");
    }

    @Test
    void aFreeOfAnotherInterfaceOfTheSameSandboxIsNotOurs() {
        LedgerChange.OwnerSet owner = (LedgerChange.OwnerSet) set(0, "a", OwnerPhase.ATTACHED);
        fold.apply(recorded(owner));

        fold.apply(recorded(new LedgerChange.OwnerFreed(vf(0), ((LedgerChange.OwnerFreed) freed(0, "b")).key())));
        fold.apply(recorded(new LedgerChange.OwnerFreed(
                new VfId(vf(0).address(), 1), owner.owner().key())));

        assertThat(fold.ledger().owners()).containsOnlyKeys(vf(0));
    }

    @Test
    void aGrantIsOfAnAddressAndItsEndOfThatGrant() {
        Grant second = new Grant(vf(0).address(), "keelson.io/other", NOW.plusSeconds(1));
        fold.apply(recorded(granted(0), new LedgerChange.Granted(second)));
        assertThat(fold.ledger().grants())
                .containsEntry(vf(0).address(), second)
                .hasSize(1);

        fold.apply(recorded(Samples.grantEnded(0)));
        assertThat(fold.ledger().grants()).hasSize(1);

        fold.apply(recorded(new LedgerChange.GrantEnded(vf(0).address(), second.since())));
        assertThat(fold.ledger().grants()).isEmpty();
    }

    @Test
    void aRecordOfAnotherBootVoidsEvenIfItsHeaderWasLost() {
        fold.apply(new Begin(BOOT, NOW, 5, "attach", 1, StepList.NONE, List.of(set(0, "a", OwnerPhase.RESERVED))));
        fold.apply(recorded(baseline(0), granted(0)));
        fold.apply(new Damaged(BOOT, NOW, "journal.corrupt-1", "1 bad line"));

        fold.apply(new Commit(NEXT_BOOT, NOW, 6, List.of()));

        assertThat(fold.ledger().owners()).isEmpty();
        assertThat(fold.open()).isEmpty();
        assertThat(fold.damaged()).isEmpty();
        assertThat(fold.ledger().baselines()).hasSize(1);
        assertThat(fold.ledger().grants()).hasSize(1);
        assertThat(fold.lastTx()).isEqualTo(6);
    }

    @Test
    void openTransactionsComeOldestFirst() {
        for (long tx : new long[] {3, 1, 2}) {
            fold.apply(new Begin(BOOT, NOW, tx, "attach", 1, StepList.NONE, List.of()));
        }
        fold.apply(new Commit(BOOT, NOW, 2, List.of()));

        assertThat(fold.open()).extracting(OpenTransaction::tx).containsExactly(1L, 3L);
    }

    @Test
    void ofTwoOwnersTheLaterCountsWhenTheFreeBetweenThemWasLost() {
        fold.apply(recorded(set(0, "old", OwnerPhase.ATTACHED)));

        fold.apply(recorded(set(0, "new", OwnerPhase.RESERVED)));

        assertThat(fold.ledger().owner(vf(0)).orElseThrow().pod().name()).isEqualTo("du-new");
    }

    @Test
    void seesAClashAnywhereInAListOfChanges() {
        fold.apply(recorded(set(0, "a", OwnerPhase.ATTACHED)));

        assertThat(fold.clash(
                        List.of(set(0, "a", OwnerPhase.RELEASING), freed(0, "a"), set(0, "b", OwnerPhase.RESERVED))))
                .isEmpty();
        assertThat(fold.clash(List.of(freed(0, "b"), set(0, "b", OwnerPhase.RESERVED))))
                .isPresent();
        assertThat(fold.clash(List.of(set(1, "b", OwnerPhase.RESERVED), set(1, "c", OwnerPhase.RESERVED))))
                .isPresent();
        assertThat(fold.clash(
                        List.of(freed(0, "a"), set(0, "b", OwnerPhase.RESERVED), set(0, "c", OwnerPhase.RESERVED))))
                .isPresent();
    }

    private static Recorded recorded(LedgerChange... changes) {
        return recorded(BOOT, changes);
    }

    private static Recorded recorded(BootId boot, LedgerChange... changes) {
        return new Recorded(boot, NOW, "test", List.of(changes));
    }
}
