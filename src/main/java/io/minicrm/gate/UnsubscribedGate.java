package io.minicrm.gate;

import java.util.List;

/** Skips leads that have opted out. For the expander, which reads leads. */
public final class UnsubscribedGate implements Gate {

    private static final Verdict UNSUBSCRIBED = new Verdict.Skip(SkipReason.UNSUBSCRIBED);

    @Override
    public List<Verdict> judge(List<Candidate> batch) {
        return Gates.each(
                batch, message -> message.lead() != null && message.lead().unsubscribed() ? UNSUBSCRIBED : Verdict.GO);
    }
}
