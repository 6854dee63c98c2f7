package io.keelson.plugin.doctor;

import io.keelson.config.model.Intent;
import io.keelson.config.model.Pool;
import io.keelson.vf.model.Code;
import io.keelson.vf.model.Problem;
import java.util.List;
import java.util.Optional;

/** Would a pod that only asks for a resource reach us through the node's primary CNI configuration? */
final class ConflistCheck {
    private static final String CHECK = "conflist";

    private ConflistCheck() {}

    /** Only pools with {@code attach} need the entry; another's absence is as it should be, its drift worth a look. */
    static Finding of(Optional<Intent> intent, Optional<Problem> problem) {
        List<String> needing = intent.map(ConflistCheck::attaching).orElse(List.of());
        if (problem.isEmpty()) {
            return Finding.of(CHECK, "our entry is in place", List.of());
        }
        Problem seen = problem.get();
        String evidence = seen.subject() + ": " + seen.detail();
        if (!needing.isEmpty()) {
            return Finding.of(CHECK, evidence + "; needed by " + String.join(", ", needing), List.of(seen));
        }
        return intent.isPresent() && seen.code() == Code.CONFLIST_MISSING
                ? Finding.of(CHECK, "not needed: no pool has 'attach'", List.of())
                : Finding.warning(CHECK, evidence, List.of(seen));
    }

    private static List<String> attaching(Intent intent) {
        return intent.pools().stream()
                .filter(pool -> pool.attach().isPresent())
                .map(Pool::resource)
                .map(Object::toString)
                .toList();
    }
}
