package io.minicrm.gate;

import io.minicrm.campaign.CampaignStatus;
import java.util.List;

/** Skips the messages of cancelled campaigns. */
public final class CancelledGate implements Gate {

    private static final Verdict CANCELLED = new Verdict.Skip(SkipReason.CANCELLED);

    @Override
    public List<Verdict> judge(List<Candidate> batch) {
        return Gates.each(
                batch, message -> message.campaign().status() == CampaignStatus.CANCELLED ? CANCELLED : Verdict.GO);
    }
}
