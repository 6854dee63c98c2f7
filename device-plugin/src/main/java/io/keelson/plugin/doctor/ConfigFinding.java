package io.keelson.plugin.doctor;

import io.keelson.config.model.Intent;
import io.keelson.config.select.NicSelection;
import io.keelson.config.select.PoolAssignment;
import io.keelson.vf.model.Problem;
import io.keelson.vf.model.Snapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What is wrong with the configuration, by itself and on this host. */
public final class ConfigFinding {
    private static final String CHECK = "configuration";

    private ConfigFinding() {}

    /**
     * The configuration's finding.
     *
     * @param intent absent exactly if there are errors
     * @param errors of the file alone
     * @param warnings of the file alone
     */
    public static Finding of(
            Optional<Intent> intent,
            List<Problem> errors,
            List<Problem> warnings,
            Snapshot facts,
            PoolAssignment pools) {
        List<Problem> wrong = new ArrayList<>(errors);
        intent.ifPresent(i -> wrong.addAll(NicSelection.of(i, facts).problems()));
        wrong.addAll(pools.errors());
        List<Problem> odd = new ArrayList<>(warnings);
        odd.addAll(pools.warnings());
        String evidence = intent.map(ConfigFinding::evidence).orElse("there is no valid one");
        if (wrong.isEmpty()) {
            return Finding.warning(CHECK, evidence, odd);
        }
        wrong.addAll(odd);
        return Finding.of(CHECK, evidence, wrong);
    }

    private static String evidence(Intent intent) {
        return intent.source().file() + ": " + intent.nics().size() + " nics, "
                + intent.pools().size() + " pools";
    }
}
