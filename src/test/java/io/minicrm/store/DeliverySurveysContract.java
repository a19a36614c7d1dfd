package io.minicrm.store;

import static io.minicrm.store.PlannedCampaign.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import io.minicrm.campaign.CampaignStatus;
import io.minicrm.delivery.Deliveries.LimitWait;
import io.minicrm.delivery.Deliveries.Reason;
import io.minicrm.delivery.Deliveries.Survey;
import io.minicrm.delivery.Deliveries.Unsettled;
import io.minicrm.delivery.Delivery;
import io.minicrm.delivery.DeliveryStatus;
import io.minicrm.delivery.Receipt;
import io.minicrm.gate.PostponeReason;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What every store's delivery log says about a campaign as a whole. */
public abstract class DeliverySurveysContract {

    /** The store under test; the same in all calls of one test. */
    protected abstract Store store();

    @Test
    void aSurveyReportsTheMostFrequentReasonsFirstAndCountsAllMessages() {
        PlannedCampaign campaign = new PlannedCampaign(store(), 10);
        campaign.claim(0, 10, 1);
        for (int lead = 0; lead < 4; lead++) {
            campaign.apply(campaign.receipt(lead, DeliveryStatus.FAILED, 1));
        }
        campaign.apply(
                campaign.receipt(4, DeliveryStatus.SENT, 1),
                campaign.receipt(5, DeliveryStatus.RETRYING, 1),
                campaign.receipt(6, DeliveryStatus.SKIPPED, 1));

        Survey survey = store().deliveries().survey(campaign.id(), NOW, 10);

        assertThat(survey).isEqualTo(new Survey(10, List.of(new Reason(DeliveryStatus.FAILED, "no such mailbox", 4))));
        assertThat(store().deliveries().survey(campaign.id(), NOW.plusSeconds(1), 0))
                .isEqualTo(new Survey(0, List.of()));
    }

    @Test
    void whatIsNotSettledIsReadFromTheChunksUnderWay() {
        PlannedCampaign campaign = new PlannedCampaign(store(), 45);
        campaign.publish();
        assertThat(store().deliveries().unsettled(campaign.id())).isEqualTo(new Unsettled(0, null, List.of()));
        campaign.claim(0, 30, 1);
        campaign.apply(IntStream.range(0, 10)
                .mapToObj(lead -> campaign.receipt(lead, DeliveryStatus.FAILED, 1))
                .toArray(Receipt[]::new));
        assertThat(store().deliveries().unsettled(campaign.id())).isEqualTo(new Unsettled(10, null, List.of()));
        campaign.recount();
        assertThat(store().deliveries().unsettled(campaign.id())).isEqualTo(new Unsettled(0, null, List.of()));

        Instant due = NOW.plusSeconds(60);
        campaign.apply(
                campaign.receiptDueAt(11, DeliveryStatus.RETRYING, due),
                campaign.heldBy(12, null),
                campaign.heldBy(21, null),
                campaign.receipt(13, DeliveryStatus.SENT, 1));
        List<Reason> postponed = List.of(new Reason(DeliveryStatus.POSTPONED, PostponeReason.RATE_LIMIT.code(), 2));
        assertThat(store().deliveries().unsettled(campaign.id())).isEqualTo(new Unsettled(1, NOW, postponed));
        campaign.recount();
        assertThat(store().deliveries().unsettled(campaign.id())).isEqualTo(new Unsettled(0, NOW, postponed));

        campaign.apply(campaign.receipt(12, DeliveryStatus.SENT, 1), campaign.receipt(21, DeliveryStatus.SENT, 1));
        assertThat(store().deliveries().unsettled(campaign.id())).isEqualTo(new Unsettled(2, due, List.of()));
        assertThat(store().deliveries().unsettled("campaign-none")).isEqualTo(new Unsettled(0, null, List.of()));
    }

    @Test
    void countsWhomEachCampaignHasReached() {
        PlannedCampaign first = new PlannedCampaign(store(), 12);
        PlannedCampaign second = new PlannedCampaign(store(), 12);
        PlannedCampaign untouched = new PlannedCampaign(store(), 12);
        first.claim(0, 8, 1);
        second.claim(0, 12, 1);
        first.apply(first.receipt(1, DeliveryStatus.SENT, 1));
        first.apply(first.receipt(2, DeliveryStatus.FAILED, 1));
        first.apply(first.receipt(3, DeliveryStatus.BOUNCED, 1));
        List<String> leads = List.of(
                PlannedCampaign.lead(0),
                PlannedCampaign.lead(1),
                PlannedCampaign.lead(2),
                PlannedCampaign.lead(3),
                PlannedCampaign.lead(9),
                "nobody");

        assertThat(store().deliveries()
                        .countReached(List.of(first.id(), second.id(), untouched.id(), "no-such"), leads))
                .isEqualTo(Map.of(first.id(), 2L, second.id(), 5L));
        assertThat(store().deliveries().countReached(List.of(), leads)).isEmpty();
        assertThat(store().deliveries().countReached(List.of(first.id()), List.of()))
                .isEmpty();
    }

    @Test
    void postponedMessagesAreCountedByTheLimitThatTheyWaitFor() {
        PlannedCampaign campaign = new PlannedCampaign(store(), 40);
        campaign.claim(0, 40, 1);
        campaign.apply(IntStream.range(0, 30)
                .mapToObj(lead -> campaign.heldBy(lead, lead < 12 ? "domain:a.example" : "channel:simulator"))
                .toArray(Receipt[]::new));
        campaign.apply(campaign.heldBy(30, null), campaign.receipt(31, DeliveryStatus.RETRYING, 1));
        campaign.recount();

        assertThat(waiting(campaign))
                .containsExactlyInAnyOrder(
                        new LimitWait(campaign.id(), "domain:a.example", 12),
                        new LimitWait(campaign.id(), "channel:simulator", 18));
        assertThat(store().deliveries().page(campaign.id(), DeliveryStatus.POSTPONED, null, 1))
                .extracting(Delivery::heldBy)
                .containsExactly("domain:a.example");

        campaign.claim(0, 11, 2);
        campaign.apply(campaign.receipt(0, DeliveryStatus.SENT, 2));
        campaign.recount();
        assertThat(waiting(campaign)).contains(new LimitWait(campaign.id(), "domain:a.example", 1));

        store().campaigns().move(campaign.id(), Set.of(CampaignStatus.QUEUED), CampaignStatus.PAUSED, NOW);
        assertThat(waiting(campaign)).as("it waits to be resumed").isEmpty();
    }

    private List<LimitWait> waiting(PlannedCampaign campaign) {
        return store().deliveries().waitingForLimits().stream()
                .filter(wait -> wait.campaignId().equals(campaign.id()))
                .toList();
    }
}
