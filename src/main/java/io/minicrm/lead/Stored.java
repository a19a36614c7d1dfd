package io.minicrm.lead;

import io.minicrm.problem.FieldProblem;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What became of a batch of changes.
 *
 * @param outcomes one for each change, in their order, so that totals reconcile with what was given
 */
public record Stored(List<Outcome> outcomes) {

    /** What became of one change. */
    public enum Result {
        /** It created the lead. */
        IMPORTED,
        /** It changed the lead, also if an earlier change of the batch created it. */
        UPDATED,
        /** It said what the lead was already. */
        UNCHANGED,
        /** The lead would have exceeded a limit, so it stayed as it was. */
        REJECTED
    }

    /**
     * The outcome of one change.
     *
     * @param leadId the lead that the change concerns
     * @param problem why it was rejected; null if it was not
     */
    public record Outcome(
            Result result, String leadId, @Nullable FieldProblem problem) {}

    public Stored {
        outcomes = List.copyOf(outcomes);
    }

    /** Number of new leads. */
    public int imported() {
        return count(Result.IMPORTED);
    }

    /** Number of changes to leads that were there already. */
    public int updated() {
        return count(Result.UPDATED);
    }

    /** Number of changes that changed nothing. */
    public int unchanged() {
        return count(Result.UNCHANGED);
    }

    /** Number of changes that were not made. */
    public int rejected() {
        return count(Result.REJECTED);
    }

    private int count(Result result) {
        int count = 0;
        for (Outcome outcome : outcomes) {
            count += outcome.result() == result ? 1 : 0;
        }
        return count;
    }
}
