package io.keelson.dpdk.check;

import io.keelson.vf.model.Problem;
import java.util.List;

/**
 * What follows from the facts for one question. Pure.
 *
 * @param check the question's stable name, lower case with dashes
 * @param evidence what was seen, in one line
 * @param blocking what keeps pods from VFs
 * @param notes what lets a pod have its VF and fail with it, or endangers the host
 */
public record Judgement(String check, String evidence, List<Problem> blocking, List<Problem> notes) {
    public Judgement {
        blocking = List.copyOf(blocking);
        notes = List.copyOf(notes);
    }

    /** All questions, in the order in which a pod meets them; for hosts with such pools only. */
    public static List<Judgement> all(UserspaceFacts facts, List<VfioPool> pools) {
        return List.of(
                IommuJudge.of(facts, pools),
                DriverJudge.of(facts),
                HugepagesJudge.of(facts, pools),
                MemlockJudge.of(facts));
    }
}
