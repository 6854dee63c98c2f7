package io.keelson.vf.journal;

import io.keelson.vf.model.HostException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;

/** Writes a journal until the disk is full, and tells what it saw: the failure, whether file and ledger agree, and what next. */
final class FullDiskMain {
    private static final int BALLAST = 64 * 1024;

    private final Path dir;
    private final Random random;

    private FullDiskMain(Path dir, Random random) {
        this.dir = dir;
        this.random = random;
    }

    /** Arguments: directory, seed. */
    public static void main(String[] args) throws IOException, HostException {
        new FullDiskMain(Path.of(args[0]), new Random(Long.decode(args[1]))).run();
    }

    private void run() throws IOException, HostException {
        Path ballast = Files.write(dir.resolve("ballast"), new byte[BALLAST]);
        try (Journal journal = open()) {
            fill(journal);
            fill(journal);
            Files.delete(ballast);
            try {
                new Traffic(random, journal).next();
                System.out.println("room again: written, " + agreement(journal));
            } catch (HostException e) {
                System.out.println("still full");
            }
        }
        try (Journal journal = open()) {
            System.out.println("reopened with findings " + journal.findings());
        }
    }

    private void fill(Journal journal) {
        Traffic traffic = new Traffic(random, journal);
        try {
            for (int i = 0; i < 100_000; i++) {
                traffic.next();
            }
            System.out.println("never full");
        } catch (HostException e) {
            System.out.println(e.problem().line());
            System.out.println(agreement(journal));
        }
    }

    private String agreement(Journal journal) {
        LedgerFold fold = new LedgerFold();
        try {
            for (JournalRecord record : Lines.records(dir.resolve(Journal.FILE))) {
                fold.apply(record);
            }
        } catch (HostException | ClassCastException e) {
            return "bad line: " + e.getMessage();
        }
        return fold.ledger().equals(journal.ledger()) ? "file and ledger agree" : "file and ledger differ";
    }

    private Journal open() throws HostException {
        return Journal.open(dir, Samples.BOOT, Samples.AGENT, Samples.CLOCK, JournalObserver.NONE);
    }
}
