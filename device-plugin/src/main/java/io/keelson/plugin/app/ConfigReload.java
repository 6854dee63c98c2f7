package io.keelson.plugin.app;

import io.keelson.config.model.Intent;
import io.keelson.config.parse.Parsed;
import io.keelson.config.select.PoolAssignment;
import io.keelson.plugin.log.Key;
import io.keelson.vf.model.Ledger;
import io.keelson.vf.model.Problem;
import io.keelson.vf.model.Snapshot;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Takes over what the configuration file says, once it says something else: whole, or not at all. While it is refused the
 * agent goes on with the last one that was sound. For the reconciler's thread; the problems may be read by any.
 */
final class ConfigReload {
    private final Supplier<Parsed> file;
    private final CurrentIntent current;
    private Optional<Parsed> read = Optional.empty();
    private volatile List<Problem> problems = List.of();

    ConfigReload(Supplier<Parsed> file, CurrentIntent current) {
        this.file = file;
        this.current = current;
    }

    /** Looks at the file; whether the intent is another now. */
    boolean look(Snapshot facts, Ledger ledger) {
        Parsed now = file.get();
        if (Optional.of(now).equals(read)) {
            return false;
        }
        read = Optional.of(now);
        if (now.intent().equals(Optional.of(current.configured()))) {
            problems = List.of();
            return false;
        }
        problems = against(now, facts);
        if (!problems.isEmpty()) {
            problems.forEach(p -> Log.problem("the changed configuration is refused, the old one goes on", p));
            return false;
        }
        now.warnings().forEach(p -> Log.problem("the changed configuration may not mean what it says", p));
        current.set(now.intent().orElseThrow(), ledger);
        Log.event(
                "configuration taken over",
                Key.SUBJECT,
                current.configured().source().file());
        return true;
    }

    /** Why the file as it is now was not taken over; empty when the agent runs by it. */
    List<Problem> problems() {
        return problems;
    }

    /** As at a start: what the parser refuses, and two pools that match one device. */
    private static List<Problem> against(Parsed parsed, Snapshot facts) {
        Optional<Intent> intent = parsed.intent();
        return intent.isEmpty()
                ? parsed.errors()
                : PoolAssignment.of(intent.get(), facts).errors();
    }
}
