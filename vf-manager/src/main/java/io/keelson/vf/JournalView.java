package io.keelson.vf;

import io.keelson.vf.journal.Journal;
import io.keelson.vf.journal.JournalEntry;
import io.keelson.vf.journal.JournalReader;
import io.keelson.vf.journal.JournalText;
import io.keelson.vf.journal.LedgerFold;
import io.keelson.vf.model.HostException;
import io.keelson.vf.model.Ledger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Reads the journal of a directory without touching it, while an agent runs too. */
public final class JournalView {
    private final Path file;

    /** @param state {@code /var/lib/keelson} */
    public JournalView(Path state) {
        this.file = state.resolve(Journal.FILE);
    }

    /** Who holds what, as of the last whole record; nothing where there is no journal. */
    public Ledger ledger() throws HostException {
        LedgerFold fold = new LedgerFold();
        if (Files.exists(file)) {
            JournalReader.read(file, entry -> {
                if (entry instanceof JournalEntry.Good good) {
                    fold.apply(good.record());
                }
            });
        }
        return fold.ledger();
    }

    /** Every line, for people: one line each. */
    public List<String> lines() throws HostException {
        List<String> lines = new ArrayList<>();
        JournalReader.read(file, entry -> lines.add(JournalText.line(entry)));
        return lines;
    }

    /** Every whole record as one line of JSON. */
    public List<String> json() throws HostException {
        List<String> lines = new ArrayList<>();
        JournalReader.read(file, entry -> {
            if (entry instanceof JournalEntry.Good good) {
                lines.add(JournalText.json(good.record()));
            }
        });
        return lines;
    }
}
