package io.keelson.vf.journal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.keelson.vf.journal.JournalRecord.Begin;
import io.keelson.vf.journal.JournalRecord.Commit;
import io.keelson.vf.journal.JournalRecord.Damaged;
import io.keelson.vf.journal.JournalRecord.Header;
import io.keelson.vf.journal.JournalRecord.Recorded;
import io.keelson.vf.journal.JournalRecord.Undone;
import io.keelson.vf.model.BootId;
import io.keelson.vf.model.LedgerChange;
import io.keelson.vf.model.Printable;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** A {@link JournalRecord} as a JSON object with a {@code type}, and back. */
final class RecordCodec {
    /** The format this version writes, and the newest it reads. */
    static final int FORMAT = 1;

    private static final Set<String> TYPES = Set.of("header", "begin", "commit", "undone", "record", "damaged");

    private RecordCodec() {}

    /** The word in the {@code type} field. */
    static String type(JournalRecord record) {
        if (record instanceof Header) {
            return "header";
        }
        if (record instanceof Begin) {
            return "begin";
        }
        if (record instanceof Commit) {
            return "commit";
        }
        if (record instanceof Undone) {
            return "undone";
        }
        return record instanceof Recorded ? "record" : "damaged";
    }

    static ObjectNode encode(JournalRecord record) {
        ObjectNode node = JsonNodeFactory.instance
                .objectNode()
                .put("type", type(record))
                .put("boot", record.boot().uuid())
                .put("at", record.at().toString());
        record.transaction().ifPresent(tx -> node.put("tx", tx));
        if (record instanceof Header header) {
            node.put("format", header.format()).put("agent", header.agent());
        } else if (record instanceof Begin begin) {
            node.put("purpose", begin.purpose()).put("generation", begin.generation());
            steps(node, "steps", begin.steps());
        } else if (record instanceof Undone undone) {
            node.put("problem", undone.problem());
            steps(node, "left", undone.left());
        } else if (record instanceof Recorded recorded) {
            node.put("purpose", recorded.purpose());
        } else if (record instanceof Damaged damaged) {
            node.put("evidence", damaged.evidence()).put("what", damaged.what());
        }
        if (!record.changes().isEmpty()) {
            ArrayNode changes = node.putArray("changes");
            record.changes().forEach(c -> changes.add(ChangeCodec.encode(c)));
        }
        return node;
    }

    static JournalRecord decode(JsonNode json) throws BadRecord, UnknownRecord {
        Fields f = Fields.of(json);
        String type = f.text("type");
        if (!TYPES.contains(type)) {
            throw new UnknownRecord("a record of type " + shown(type));
        }
        BootId boot = f.parsed("boot", BootId::parse);
        Instant at = f.time("at");
        JournalRecord record =
                switch (type) {
                    case "header" -> header(boot, at, f);
                    case "begin" ->
                        new Begin(boot, at, tx(f), f.text("purpose"), generation(f), steps(f, "steps"), changes(f));
                    case "commit" -> new Commit(boot, at, tx(f), changes(f));
                    case "undone" -> new Undone(boot, at, tx(f), f.text("problem"), steps(f, "left"));
                    case "record" -> new Recorded(boot, at, f.text("purpose"), changes(f));
                    default -> new Damaged(boot, at, f.text("evidence"), f.text("what"));
                };
        f.end();
        return record;
    }

    static String shown(String word) {
        return "'" + Printable.of(word, 40) + "'";
    }

    private static Header header(BootId boot, Instant at, Fields f) throws BadRecord, UnknownRecord {
        long format = f.number("format", 1, Integer.MAX_VALUE);
        if (format > FORMAT) {
            throw new UnknownRecord("format " + format + ", and this version knows none above " + FORMAT);
        }
        return new Header(boot, at, (int) format, f.text("agent"));
    }

    private static long tx(Fields f) throws BadRecord {
        return f.number("tx", 1, Long.MAX_VALUE);
    }

    private static long generation(Fields f) throws BadRecord {
        return f.number("generation", 0, Long.MAX_VALUE);
    }

    private static List<LedgerChange> changes(Fields f) throws BadRecord, UnknownRecord {
        return ChangeCodec.decodeAll(f.list("changes"));
    }

    private static void steps(ObjectNode node, String name, StepList steps) {
        if (!steps.listed().isEmpty()) {
            ArrayNode list = node.putArray(name);
            steps.listed()
                    .forEach(s -> list.addObject().put("subject", s.subject()).put("does", s.does()));
        }
        if (steps.more() > 0) {
            node.put("more", steps.more());
        }
    }

    private static StepList steps(Fields f, String name) throws BadRecord {
        List<StepText> listed = new ArrayList<>();
        for (Fields step : f.list(name)) {
            listed.add(new StepText(step.text("subject"), step.text("does")));
            step.end();
        }
        return new StepList(
                listed, f.maybeNumber("more", 1, Integer.MAX_VALUE).orElse(0L).intValue());
    }
}
