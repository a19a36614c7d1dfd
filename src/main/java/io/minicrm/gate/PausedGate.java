package io.minicrm.gate;

import io.minicrm.campaign.CampaignStatus;
import java.time.Duration;
import java.util.List;

/**
 * Sends the messages of paused campaigns back to the delivery log. Nothing is published for a paused campaign, so they
 * wait there.
 */
public final class PausedGate implements Gate {

    private static final Verdict PAUSED = new Verdict.Postpone(PostponeReason.PAUSED, Duration.ZERO);

    @Override
    public List<Verdict> judge(List<Candidate> batch) {
        return Gates.each(batch, message -> message.campaign().status() == CampaignStatus.PAUSED ? PAUSED : Verdict.GO);
    }
}
