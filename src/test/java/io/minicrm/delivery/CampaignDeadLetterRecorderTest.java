package io.minicrm.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.minicrm.kafka.DeadLetterListener.Origin;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CampaignDeadLetterRecorderTest {

    private static final class StoreUnreachable extends RuntimeException {

        private static final long serialVersionUID = 1L;
    }

    private static CampaignDeadLetterRecorder recorder(CampaignDeadLetters deadLetters) {
        return new CampaignDeadLetterRecorder(deadLetters, failure -> failure instanceof StoreUnreachable);
    }

    @Test
    void aDeadLetterIsRecordedAtTheCampaignThatItNames() {
        List<String> recorded = new ArrayList<>();
        CampaignDeadLetterRecorder recorder = recorder((campaignId, topic, partition, offset) ->
                recorded.add("%s %s-%d@%d".formatted(campaignId, topic, partition, offset)));

        recorder.beforeWrite(new Origin("campaign.jobs", 3, 7, "campaign-1"));
        recorder.beforeWrite(new Origin("campaign.jobs", 3, 8, null));

        assertThat(recorded).containsExactly("campaign-1 campaign.jobs-3@7");
    }

    @Test
    void anUnreachableStoreHoldsTheDeadLetterBack() {
        CampaignDeadLetterRecorder recorder = recorder((campaignId, topic, partition, offset) -> {
            throw new StoreUnreachable();
        });

        assertThatThrownBy(() -> recorder.beforeWrite(new Origin("campaign.jobs", 3, 7, "campaign-1")))
                .isInstanceOf(StoreUnreachable.class);
    }

    @Test
    void aNameThatTheStoreRefusesDoesNotHoldTheDeadLetterBack() {
        CampaignDeadLetterRecorder recorder = recorder((campaignId, topic, partition, offset) -> {
            throw new IllegalArgumentException("not a campaign id");
        });

        assertThatCode(() -> recorder.beforeWrite(new Origin("campaign.jobs", 3, 7, "campaign-1")))
                .doesNotThrowAnyException();
    }
}
