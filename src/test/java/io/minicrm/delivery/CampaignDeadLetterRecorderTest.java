package io.minicrm.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.minicrm.kafka.DeadLetterListener.Content;
import io.minicrm.kafka.DeadLetterListener.Origin;
import io.minicrm.kafka.HeaderValues;
import io.minicrm.lead.InMemoryLeads;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CampaignDeadLetterRecorderTest {

    private static final Content UNREADABLE =
            new Content("not JSON".getBytes(StandardCharsets.UTF_8), HeaderValues.NONE, "it cannot be read");

    private static final class StoreUnreachable extends RuntimeException {

        private static final long serialVersionUID = 1L;
    }

    private static CampaignDeadLetterRecorder recorder(CampaignDeadLetters deadLetters) {
        var campaigns = new CampaignsInMemory();
        var plans = new PlansInMemory();
        var messages = new SetAsideMessages(
                new SetAsideMessages.Ports(new SenderBed.Log(), plans, campaigns),
                new JobExpander(
                        new JobExpander.Ports(new InMemoryLeads(), campaigns, plans),
                        Map.of(),
                        new SenderBed.Observed(),
                        Clock.systemUTC()),
                jobs -> {},
                failure -> false,
                Clock.systemUTC());
        return new CampaignDeadLetterRecorder(deadLetters, messages, failure -> failure instanceof StoreUnreachable);
    }

    @Test
    void aDeadLetterIsRecordedAtTheCampaignThatItNames() {
        List<String> recorded = new ArrayList<>();
        CampaignDeadLetterRecorder recorder = recorder((campaignId, topic, partition, offset) ->
                recorded.add("%s %s-%d@%d".formatted(campaignId, topic, partition, offset)));

        recorder.beforeWrite(new Origin("campaign.jobs", 3, 7, "campaign-1"), UNREADABLE);
        recorder.beforeWrite(new Origin("campaign.jobs", 3, 8, null), UNREADABLE);

        assertThat(recorded).containsExactly("campaign-1 campaign.jobs-3@7");
    }

    @Test
    void anUnreachableStoreHoldsTheDeadLetterBack() {
        CampaignDeadLetterRecorder recorder = recorder((campaignId, topic, partition, offset) -> {
            throw new StoreUnreachable();
        });

        assertThatThrownBy(() -> recorder.beforeWrite(new Origin("campaign.jobs", 3, 7, "campaign-1"), UNREADABLE))
                .isInstanceOf(StoreUnreachable.class);
    }

    @Test
    void aNameThatTheStoreRefusesDoesNotHoldTheDeadLetterBack() {
        CampaignDeadLetterRecorder recorder = recorder((campaignId, topic, partition, offset) -> {
            throw new IllegalArgumentException("not a campaign id");
        });

        assertThatCode(() -> recorder.beforeWrite(new Origin("campaign.jobs", 3, 7, "campaign-1"), UNREADABLE))
                .doesNotThrowAnyException();
    }
}
