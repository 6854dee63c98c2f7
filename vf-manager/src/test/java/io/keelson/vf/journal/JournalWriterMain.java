package io.keelson.vf.journal;

import io.keelson.vf.libc.JnrLibc;
import io.keelson.vf.model.HostException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Random;

/**
 * An agent that only writes its journal, to be killed or to run out of disk. After each step it tells on standard output the
 * ledger's digest.
 */
final class JournalWriterMain {
    private JournalWriterMain() {}

    /** Arguments: directory, seed, how many steps at most. */
    public static void main(String[] args) throws IOException {
        Path dir = Path.of(args[0]);
        try (InstanceLock lock = InstanceLock.take(JnrLibc.load(), dir);
                Journal journal = Journal.open(dir, Samples.BOOT, Samples.AGENT, Samples.CLOCK, JournalObserver.NONE)) {
            write(journal, new Random(Long.decode(args[1])), Integer.decode(args[2]));
        } catch (HostException e) {
            System.out.println("failed " + e.problem().line());
        }
    }

    private static void write(Journal journal, Random random, int steps) throws HostException {
        Traffic traffic = new Traffic(random, journal);
        System.out.println("begun");
        for (int i = 0; i < steps; i++) {
            traffic.next();
            System.out.println("acked " + Lines.digest(journal.ledger()));
        }
    }
}
