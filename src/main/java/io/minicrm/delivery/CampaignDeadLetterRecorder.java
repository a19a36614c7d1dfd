package io.minicrm.delivery;

import io.minicrm.kafka.DeadLetterListener;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Records each dead letter at the campaign that it names, so that the campaign's numbers include it. */
public final class CampaignDeadLetterRecorder implements DeadLetterListener {

    private static final Logger log = LoggerFactory.getLogger(CampaignDeadLetterRecorder.class);

    private final CampaignDeadLetters deadLetters;
    private final Predicate<Throwable> isUnavailable;

    /**
     * @param isUnavailable true if a failure means that the store is unreachable or busy
     */
    public CampaignDeadLetterRecorder(CampaignDeadLetters deadLetters, Predicate<Throwable> isUnavailable) {
        this.deadLetters = deadLetters;
        this.isUnavailable = isUnavailable;
    }

    @Override
    public void beforeWrite(Origin origin) {
        String campaignId = origin.campaignId();
        if (campaignId == null) {
            return;
        }
        try {
            deadLetters.note(campaignId, origin.topic(), origin.partition(), origin.offset());
        } catch (RuntimeException failure) {
            if (isUnavailable.test(failure)) {
                throw failure;
            }
            // The name is untrusted, and the store may refuse it. The dead letter is worth more than its entry.
            log.warn(
                    "The dead letter {}-{}@{} is not counted for campaign {}",
                    origin.topic(),
                    origin.partition(),
                    origin.offset(),
                    campaignId,
                    failure);
        }
    }
}
