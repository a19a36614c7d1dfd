package io.minicrm.gate;

import java.util.List;

/** Skips the messages that a gate in the expander has decided about. */
public final class EarlierDecisionGate implements Gate {

    @Override
    public List<Verdict> judge(List<Candidate> batch) {
        return Gates.each(
                batch, message -> message.decided() == null ? Verdict.GO : new Verdict.Skip(message.decided()));
    }
}
