package io.minicrm.store;

import static io.minicrm.store.PlannedCampaign.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import io.minicrm.campaign.MessageKey;
import io.minicrm.delivery.CampaignStats;
import io.minicrm.delivery.Deliveries.Count;
import io.minicrm.delivery.Delivery;
import io.minicrm.delivery.DeliveryFilter;
import io.minicrm.delivery.DeliveryStatus;
import io.minicrm.delivery.Receipt;
import io.minicrm.delivery.SendAttempt;
import io.minicrm.gate.SkipReason;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Pages of every store's delivery log, and counts of what a filter matches. */
public abstract class DeliveryPagesContract {

    private static final Set<DeliveryStatus> SENT =
            Set.of(DeliveryStatus.SENT, DeliveryStatus.DELIVERED, DeliveryStatus.BOUNCED);
    private static final Set<DeliveryStatus> IN_FLIGHT =
            Set.of(DeliveryStatus.SENDING, DeliveryStatus.POSTPONED, DeliveryStatus.RETRYING);

    /** The statuses of each number into which a campaign divides its audience. */
    private static final List<Set<DeliveryStatus>> TERMS = List.of(
            SENT,
            Set.of(DeliveryStatus.FAILED),
            Set.of(DeliveryStatus.SKIPPED),
            Set.of(DeliveryStatus.UNKNOWN),
            IN_FLIGHT);

    private static final List<DeliveryStatus> ENDS = List.of(
            DeliveryStatus.SENT,
            DeliveryStatus.DELIVERED,
            DeliveryStatus.BOUNCED,
            DeliveryStatus.FAILED,
            DeliveryStatus.SKIPPED,
            DeliveryStatus.UNKNOWN);

    /** The store under test; the same in all calls of one test. */
    protected abstract Store store();

    @Test
    void listsTheMessagesOfACampaignAndOfALeadInPages() {
        PlannedCampaign first = new PlannedCampaign(store(), 12);
        PlannedCampaign second = new PlannedCampaign(store(), 12);
        first.claim(0, 12, 1);
        second.claim(0, 12, 1);
        first.apply(first.receipt(3, DeliveryStatus.FAILED, 1));

        var page = store().deliveries().page(first.id(), null, PlannedCampaign.lead(4), 3);
        assertThat(page)
                .extracting(Delivery::leadId)
                .containsExactly(PlannedCampaign.lead(5), PlannedCampaign.lead(6), PlannedCampaign.lead(7));
        assertThat(store().deliveries().page(first.id(), DeliveryStatus.FAILED, null, 10))
                .singleElement()
                .satisfies(failed -> assertThat(failed.error()).isEqualTo("no such mailbox"));
        List<Delivery> toLead = store().deliveries().ofLead(PlannedCampaign.lead(11), null, 1_000);
        assertThat(toLead).extracting(Delivery::campaignId).contains(first.id(), second.id());
        assertThat(toLead).extracting(Delivery::campaignId).isSortedAccordingTo((a, b) -> b.compareTo(a));
    }

    @Test
    void findsAndCountsTheMessagesOfAReasonAChunkAndALead() {
        PlannedCampaign campaign = new PlannedCampaign(store(), 25);
        campaign.claim(0, 25, 1);
        for (int lead : List.of(3, 12, 13, 24)) {
            campaign.apply(campaign.receipt(lead, DeliveryStatus.FAILED, 1));
        }
        store().deliveries()
                .apply(List.of(new Receipt(
                        MessageKey.of(campaign.id(), PlannedCampaign.lead(14)),
                        DeliveryStatus.SKIPPED,
                        "simulator",
                        null,
                        SkipReason.NO_ADDRESS.code(),
                        PlannedCampaign.NOW,
                        new SendAttempt(1, 1, null, null))));

        assertThat(matching(campaign, new DeliveryFilter(Set.of(), "no such mailbox", null, null)))
                .containsExactly(3, 12, 13, 24);
        assertThat(matching(campaign, new DeliveryFilter(Set.of(DeliveryStatus.FAILED), null, 1, null)))
                .containsExactly(12, 13);
        assertThat(matching(campaign, new DeliveryFilter(Set.of(), SkipReason.NO_ADDRESS.text(), null, null)))
                .containsExactly(14);
        assertThat(matching(campaign, new DeliveryFilter(Set.of(), SkipReason.NO_ADDRESS.code(), 1, null)))
                .containsExactly(14);
        assertThat(matching(campaign, new DeliveryFilter(Set.of(), null, 2, null)))
                .containsExactly(20, 21, 22, 23, 24);
        assertThat(matching(campaign, DeliveryFilter.ofLead(PlannedCampaign.lead(7))))
                .containsExactly(7);
        assertThat(matching(campaign, new DeliveryFilter(Set.of(), null, 1, PlannedCampaign.lead(7))))
                .isEmpty();
        assertThat(matching(campaign, new DeliveryFilter(Set.of(), null, 3, null)))
                .isEmpty();
        assertThat(store().deliveries()
                        .find(campaign.id(), new DeliveryFilter(Set.of(), null, 1, null), PlannedCampaign.lead(17), 10))
                .extracting(Delivery::leadId)
                .containsExactly(PlannedCampaign.lead(18), PlannedCampaign.lead(19));
    }

    /** The numbers of the leads whose messages match, after a look at whether their count says the same. */
    private List<Integer> matching(PlannedCampaign campaign, DeliveryFilter filter) {
        List<Integer> leads = store().deliveries().find(campaign.id(), filter, null, 100).stream()
                .map(row -> Integer.valueOf(row.leadId().substring("lead-".length())))
                .toList();
        assertThat(store().deliveries().count(campaign.id(), filter, 25)).isEqualTo(new Count(leads.size(), true));
        return leads;
    }

    @Test
    void aCountLooksAtNoMoreMessagesThanItMay() {
        PlannedCampaign campaign = new PlannedCampaign(store(), 25);
        campaign.claim(0, 25, 1);
        campaign.apply(
                campaign.receipt(3, DeliveryStatus.FAILED, 1),
                campaign.receipt(12, DeliveryStatus.FAILED, 1),
                campaign.receipt(24, DeliveryStatus.FAILED, 1));
        DeliveryFilter failed = DeliveryFilter.of(DeliveryStatus.FAILED);

        assertThat(store().deliveries().count(campaign.id(), failed, 24)).isEqualTo(new Count(2, false));
        assertThat(store().deliveries().count(campaign.id(), failed, 25)).isEqualTo(new Count(3, true));
        assertThat(store().deliveries().count("campaign-none", failed, 25)).isEqualTo(new Count(0, true));
    }

    @Test
    void findsTheMessagesOfSeveralStatusesInPagesWhateverIsCounted() {
        PlannedCampaign campaign = new PlannedCampaign(store(), 45);
        expectPagesByStatus(campaign, "nothing is claimed");
        campaign.claim(0, 38, 1);
        expectPagesByStatus(campaign, "claims are not counted");

        campaign.apply(IntStream.range(0, 12)
                .mapToObj(lead -> campaign.receipt(lead, DeliveryStatus.DELIVERED, 1))
                .toArray(Receipt[]::new));
        campaign.apply(
                campaign.receipt(12, DeliveryStatus.FAILED, 1),
                campaign.receipt(13, DeliveryStatus.BOUNCED, 1),
                campaign.receipt(21, DeliveryStatus.SENT, 1),
                campaign.receipt(22, DeliveryStatus.RETRYING, 1),
                campaign.receipt(24, DeliveryStatus.SKIPPED, 1),
                campaign.receipt(35, DeliveryStatus.UNKNOWN, 1),
                campaign.heldBy(36, null));
        expectPagesByStatus(campaign, "receipts are not counted");

        campaign.recount();
        expectPagesByStatus(campaign, "all is counted");

        campaign.claim(22, 23, 2);
        campaign.apply(campaign.receipt(5, DeliveryStatus.BOUNCED, 1), campaign.receipt(37, DeliveryStatus.FAILED, 1));
        expectPagesByStatus(campaign, "some is counted");

        store().deliveries().reopen(campaign.id(), Set.of(DeliveryStatus.FAILED, DeliveryStatus.UNKNOWN), NOW);
        expectPagesByStatus(campaign, "messages are opened again");
    }

    private void expectPagesByStatus(PlannedCampaign campaign, String when) {
        List<Delivery> all = store().deliveries().page(campaign.id(), null, null, 100);
        for (Set<DeliveryStatus> statuses : TERMS) {
            List<Delivery> wanted =
                    all.stream().filter(row -> statuses.contains(row.status())).toList();
            var filter = new DeliveryFilter(statuses, null, null, null);
            List<Delivery> found = new ArrayList<>();
            List<Delivery> page = store().deliveries().find(campaign.id(), filter, null, 3);
            while (!page.isEmpty()) {
                found.addAll(page);
                page = store().deliveries()
                        .find(campaign.id(), filter, page.getLast().leadId(), 3);
            }
            assertThat(found).as("%s, while %s", statuses, when).isEqualTo(wanted);
            assertThat(store().deliveries().count(campaign.id(), filter, 100))
                    .as("%s, while %s", statuses, when)
                    .isEqualTo(new Count(wanted.size(), true));
        }
    }

    @Test
    void talliesSayHowManyMessagesHaveAStatusHoweverManyTheseAre() {
        PlannedCampaign campaign = new PlannedCampaign(store(), 25);
        campaign.claim(0, 25, 1);
        campaign.apply(IntStream.range(0, 24)
                .mapToObj(lead -> campaign.receipt(lead, ENDS.get(lead % ENDS.size()), 1))
                .toArray(Receipt[]::new));
        campaign.recount();
        var sent = new DeliveryFilter(SENT, null, null, null);
        var inFlight = new DeliveryFilter(IN_FLIGHT, null, null, null);

        assertThat(store().deliveries().count(campaign.id(), sent, 1)).isEqualTo(new Count(12, true));
        assertThat(store().deliveries().count(campaign.id(), new DeliveryFilter(SENT, null, 1, null), 1))
                .isEqualTo(new Count(5, true));
        assertThat(store().deliveries().count(campaign.id(), inFlight, 1))
                .as("claims are not counted")
                .isEqualTo(new Count(0, false));

        campaign.apply(campaign.receipt(24, DeliveryStatus.DELIVERED, 1));
        assertThat(store().deliveries().count(campaign.id(), sent, 1))
                .as("a receipt is not counted")
                .isEqualTo(new Count(1, false));

        campaign.recount();
        CampaignStats stats = campaign.stats();
        assertThat(TERMS.stream()
                        .map(statuses -> store().deliveries()
                                .count(campaign.id(), new DeliveryFilter(statuses, null, null, null), 1)))
                .as("each number of a finished campaign")
                .containsExactly(
                        new Count(stats.sent(), true),
                        new Count(stats.failed(), true),
                        new Count(stats.skipped(), true),
                        new Count(stats.unknown(), true),
                        new Count(stats.inFlight(), true));
    }
}
