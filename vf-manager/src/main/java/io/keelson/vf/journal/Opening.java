package io.keelson.vf.journal;

import io.keelson.vf.journal.JournalRecord.Damaged;
import io.keelson.vf.journal.JournalRecord.Header;
import io.keelson.vf.model.BootId;
import io.keelson.vf.model.HostException;
import io.keelson.vf.model.Problem;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Brings a directory's journal into the state in which it can be appended to: read, freed of a torn end or of bad lines, and
 * with a header of this boot and agent.
 *
 * @param findings what was wrong, or was found wrong earlier in this boot
 */
record Opening(JournalFile file, LedgerFold fold, List<Problem> findings) {

    static Opening of(Path directory, BootId boot, String agent, Instant now, JournalObserver observer)
            throws HostException {
        Path path = directory.resolve(Journal.FILE);
        makeDirectory(directory);
        Replay replay = Replay.of(path);
        LedgerFold fold = replay.fold();
        fold.enter(boot);
        List<JournalRecord> fresh = new ArrayList<>();
        Header header = new Header(boot, now, RecordCodec.FORMAT, agent);
        if (fold.header().filter(h -> saysTheSame(h, header)).isEmpty()) {
            fresh.add(header);
        }
        JournalFile file = replay.damage().isPresent()
                ? repaired(path, fresh, evidence -> new Damaged(boot, now, evidence, what(replay)), observer)
                : extended(path, replay, fresh, observer);
        fresh.forEach(fold::apply);
        return new Opening(file, fold, findings(replay));
    }

    private static boolean saysTheSame(Header a, Header b) {
        return a.boot().equals(b.boot())
                && a.format() == b.format()
                && a.agent().equals(b.agent());
    }

    private static JournalFile repaired(
            Path path, List<JournalRecord> fresh, Function<String, Damaged> found, JournalObserver observer)
            throws HostException {
        Repair repair = new Repair(path, observer);
        fresh.add(found.apply(repair.keepEvidence()));
        return repair.rewrite(fresh);
    }

    private static String what(Replay replay) {
        return replay.damage().orElseThrow();
    }

    private static JournalFile extended(Path path, Replay replay, List<JournalRecord> fresh, JournalObserver observer)
            throws HostException {
        JournalFile file = JournalFile.open(path, observer);
        try {
            if (replay.tornAt().isPresent()) {
                file.truncate(replay.tornAt().getAsLong());
            }
            for (JournalRecord record : fresh) {
                file.append(Line.of(record), Durability.DISK);
            }
            return file;
        } catch (HostException e) {
            throw file.closedAfter(e);
        }
    }

    private static List<Problem> findings(Replay replay) {
        List<Problem> findings = new ArrayList<>();
        Optional<Damaged> damaged = replay.fold().damaged();
        damaged.ifPresent(d -> findings.add(replay.corrupt(d.evidence(), d.what())));
        replay.tornAt().ifPresent(offset -> findings.add(replay.torn(offset)));
        return findings;
    }

    private static void makeDirectory(Path directory) throws HostException {
        try {
            JournalFile.makeDirectory(directory);
        } catch (IOException e) {
            throw new HostException(JournalFile.unwritable(directory, e), e);
        }
    }
}
