package io.minicrm.delivery;

import io.minicrm.kafka.DeadLetterListener;
import io.minicrm.kafka.PublishFailedException;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Records each dead letter at the campaign that it names, so that the campaign's numbers include it, and gives its
 * messages an outcome.
 */
public final class CampaignDeadLetterRecorder implements DeadLetterListener {

    private static final Logger log = LoggerFactory.getLogger(CampaignDeadLetterRecorder.class);

    private final CampaignDeadLetters deadLetters;
    private final SetAsideMessages messages;
    private final Predicate<Throwable> isUnavailable;

    /**
     * @param isUnavailable true if a failure means that the store is unreachable or busy
     */
    public CampaignDeadLetterRecorder(
            CampaignDeadLetters deadLetters, SetAsideMessages messages, Predicate<Throwable> isUnavailable) {
        this.deadLetters = deadLetters;
        this.messages = messages;
        this.isUnavailable = isUnavailable;
    }

    @Override
    public boolean divide(Origin origin, Content content) {
        boolean[] divided = new boolean[1];
        attempt(origin, "cannot be divided", () -> divided[0] = messages.divide(origin, content));
        return divided[0];
    }

    @Override
    public void beforeWrite(Origin origin, Content content) {
        String campaignId = origin.campaignId();
        if (campaignId != null) {
            attempt(
                    origin,
                    "is not counted for campaign " + campaignId,
                    () -> deadLetters.note(campaignId, origin.topic(), origin.partition(), origin.offset()));
        }
        attempt(origin, "leaves its messages without an outcome", () -> messages.settle(origin, content));
    }

    /** What the record says is untrusted, and the store may refuse it. The dead letter is worth more than its entry. */
    private void attempt(Origin origin, String ifNot, Runnable step) {
        try {
            step.run();
        } catch (RuntimeException failure) {
            if (failure instanceof PublishFailedException || isUnavailable.test(failure)) {
                throw failure;
            }
            log.warn(
                    "The dead letter {}-{}@{} {}", origin.topic(), origin.partition(), origin.offset(), ifNot, failure);
        }
    }
}
