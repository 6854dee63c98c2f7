package io.keelson.vf.journal;

import io.keelson.vf.model.HostException;
import io.keelson.vf.model.Ledger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.zip.CRC32C;

/** Lines of a journal, written and read without the code under test where that matters. */
final class Lines {
    private Lines() {}

    /** The JSON with a right checksum and length. */
    static String framed(String json) {
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        CRC32C crc = new CRC32C();
        crc.update(bytes);
        return String.format(Locale.ROOT, "%08x %d %s\n", crc.getValue(), bytes.length, json);
    }

    /** Every record of a file that has no bad line. */
    static List<JournalRecord> records(Path file) throws HostException {
        List<JournalRecord> records = new ArrayList<>();
        JournalReader.read(file, entry -> records.add(((JournalEntry.Good) entry).record()));
        return records;
    }

    /** A number that two processes make alike of one ledger. */
    static int digest(Ledger ledger) {
        List<String> entries = new ArrayList<>();
        ledger.owners().forEach((vf, owner) -> entries.add(vf + " " + owner));
        ledger.baselines().forEach((vf, baseline) -> entries.add(vf + " " + baseline));
        ledger.grants().forEach((vf, grant) -> entries.add(vf + " " + grant));
        Collections.sort(entries);
        return entries.hashCode();
    }
}
