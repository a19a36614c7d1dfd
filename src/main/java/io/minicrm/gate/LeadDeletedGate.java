package io.minicrm.gate;

import java.util.List;

/** Skips leads that were deleted after their audience was frozen. For the expander, which reads leads. */
public final class LeadDeletedGate implements Gate {

    private static final Verdict DELETED = new Verdict.Skip(SkipReason.LEAD_DELETED);

    @Override
    public List<Verdict> judge(List<Candidate> batch) {
        return Gates.each(batch, message -> message.lead() == null ? DELETED : Verdict.GO);
    }
}
