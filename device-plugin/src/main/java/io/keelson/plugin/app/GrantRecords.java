package io.keelson.plugin.app;

import io.keelson.vf.HostWriter;
import io.keelson.vf.model.Deadline;
import io.keelson.vf.model.Grant;
import io.keelson.vf.model.HostException;
import io.keelson.vf.model.LedgerChange;
import io.keelson.vf.model.Problem;
import io.keelson.vf.step.Plan;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Writes grants and their ends into the journal: plans without steps. */
record GrantRecords(HostWriter writer) {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    void grant(List<Grant> grants) throws HostException {
        record(grants.stream()
                .map(LedgerChange.Granted::new)
                .map(LedgerChange.class::cast)
                .toList());
    }

    /** Ends a grant of a VF that is not ours to clean. */
    void end(Grant over) throws HostException {
        record(List.of(new LedgerChange.GrantEnded(over.device(), over.since())));
    }

    private void record(List<LedgerChange> changes) throws HostException {
        Optional<Problem> failure = writer.achieve(
                        world ->
                                new Plan(world.facts().generation(), "grant", List.of(), List.of(), changes, List.of()),
                        List.of(),
                        Deadline.after(PATIENCE))
                .failure();
        if (failure.isPresent()) {
            throw new HostException(failure.get());
        }
    }
}
