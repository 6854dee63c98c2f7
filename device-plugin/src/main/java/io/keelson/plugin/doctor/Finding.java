package io.keelson.plugin.doctor;

import io.keelson.vf.model.Problem;
import java.util.List;
import java.util.Locale;

/**
 * What one check found.
 *
 * @param check its stable name, lower case with dashes
 * @param evidence what was seen, in one line
 * @param problems what is wrong, each with its next step; after a {@link Result#WARNING}, what a person should look at
 */
public record Finding(String check, Result result, String evidence, List<Problem> problems) {

    /** How a check ended. */
    public enum Result {
        /** Nothing is wrong. */
        OK,
        /** Nothing that keeps a pod from a VF, as far as can be told. */
        WARNING,
        /** This keeps pods from VFs. */
        PROBLEM,
        /** It could not be made; the evidence says why. */
        SKIPPED;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public Finding {
        problems = List.copyOf(problems);
    }

    /** A check that was made: a problem if there are any, else good. */
    static Finding of(String check, String evidence, List<Problem> problems) {
        return new Finding(check, problems.isEmpty() ? Result.OK : Result.PROBLEM, evidence, problems);
    }

    /** A check that was made: good, or with something to look at. */
    static Finding warning(String check, String evidence, List<Problem> warnings) {
        return new Finding(check, warnings.isEmpty() ? Result.OK : Result.WARNING, evidence, warnings);
    }

    /** A check that could not be made. */
    static Finding skipped(String check, String why) {
        return new Finding(check, Result.SKIPPED, why, List.of());
    }

    /** Whether it found nothing that keeps a pod from a VF. */
    public boolean ok() {
        return result != Result.PROBLEM;
    }
}
