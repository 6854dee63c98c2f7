package io.keelson.vf.journal;

import static io.keelson.vf.journal.Samples.BOOT;
import static io.keelson.vf.journal.Samples.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.vf.journal.JournalRecord.Begin;
import io.keelson.vf.journal.JournalRecord.Commit;
import io.keelson.vf.journal.JournalRecord.Damaged;
import io.keelson.vf.journal.JournalRecord.Header;
import io.keelson.vf.journal.JournalRecord.Recorded;
import io.keelson.vf.journal.JournalRecord.Undone;
import io.keelson.vf.model.LedgerChange;
import io.keelson.vf.model.OwnerPhase;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The journal as a person sees it. */
class JournalTextTest {
    private static final StepList STEPS = new StepList(List.of(new StepText("0000:01:00.0", "mtu = 9000")), 2);
    private static final List<LedgerChange> ATTACHED = List.of(Samples.set(3, "a", OwnerPhase.ATTACHED));

    @Test
    void eachRecordIsOneLine() {
        List<JournalRecord> records = List.of(
                new Header(BOOT, NOW, 1, "0.1.0"),
                new Recorded(
                        BOOT,
                        NOW,
                        "declare",
                        List.of(Samples.baseline(3), Samples.granted(3), Samples.grantEnded(3), Samples.freed(3, "a"))),
                new Begin(BOOT, NOW, 12, "attach", 7, STEPS, List.of()),
                new Commit(BOOT, NOW, 12, ATTACHED),
                new Undone(BOOT, NOW, 13, "KERNEL_REFUSED eth0: no", STEPS),
                new Damaged(BOOT, NOW, "journal.corrupt-1", "1 bad line"));

        assertThat(String.join("\n", records.stream().map(JournalText::line).toList()))
                .isEqualTo("""
                        2026-01-02T03:04:05.678Z     -  header   -           boot 00000000-0000-4000-8000-000000000001, agent 0.1.0, format 1
                        2026-01-02T03:04:05.678Z     -  record   declare     0000:01:00.3 baseline mac 02:00:00:00:00:03 vlan 3 qos 3 proto 802.1ad spoofchk on trust off min_tx_rate 0 max_tx_rate 100 state auto; 0000:01:00.3 granted as keelson.io/fast; 0000:01:00.3 grant of 2026-01-02T03:04:05.678Z over; 0000:01:00.3 freed by a:net1
                        2026-01-02T03:04:05.678Z    12  begin    attach      0000:01:00.0: mtu = 9000; and 2 more
                        2026-01-02T03:04:05.678Z    12  commit   -           0000:01:00.3 attached for ran/du-a (a:net1)
                        2026-01-02T03:04:05.678Z    13  undone   -           KERNEL_REFUSED eth0: no; left: 0000:01:00.0: mtu = 9000; left: and 2 more
                        2026-01-02T03:04:05.678Z     -  damaged  -           1 bad line; kept as journal.corrupt-1""");
    }

    @Test
    void badLinesAreShownInTheirPlace() {
        assertThat(JournalText.line(new JournalEntry.Bad(7, 900, false, "not JSON")))
                .isEqualTo("line 7: bad: not JSON");
        assertThat(JournalText.line(new JournalEntry.Bad(8, 990, true, "the file ends within the line")))
                .isEqualTo("line 8: incomplete: the file ends within the line");
        assertThat(JournalText.line(new JournalEntry.Unknown(9, 999, "a record of type 'x'")))
                .isEqualTo("line 9: unknown: a record of type 'x'");
    }

    @Test
    void textFromOutsideCannotEndTheLine() {
        JournalRecord record = new Recorded(BOOT, NOW, "a\nb\u001b[0m", List.of());

        assertThat(JournalText.line(record)).doesNotContain("\n", "\u001b").contains("a?b?");
        assertThat(JournalText.json(record)).doesNotContain("\n", "\u001b");
    }

    @Test
    void jsonIsWhatTheFileHas() {
        assertThat(JournalText.json(new Commit(BOOT, NOW, 12, List.of())))
                .isEqualTo("{\"type\":\"commit\",\"boot\":\"" + BOOT + "\",\"at\":\"" + NOW + "\",\"tx\":12}");
    }
}
