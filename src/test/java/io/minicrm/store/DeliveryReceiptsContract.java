package io.minicrm.store;

import static io.minicrm.store.PlannedCampaign.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import io.minicrm.campaign.MessageKey;
import io.minicrm.delivery.CampaignStats;
import io.minicrm.delivery.Deliveries.Claim;
import io.minicrm.delivery.Delivery;
import io.minicrm.delivery.DeliveryStatus;
import io.minicrm.delivery.Receipt;
import io.minicrm.gate.SkipReason;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What receipts change in every store's delivery log, in whatever order they arrive. */
public abstract class DeliveryReceiptsContract {

    /** The store under test; the same in all calls of one test. */
    protected abstract Store store();

    @Test
    void receiptsForMessagesThatWereNeverClaimedChangeNothing() {
        PlannedCampaign campaign = new PlannedCampaign(store(), 2);
        campaign.claim(0, 1, 1);

        int found = store().deliveries()
                .apply(List.of(
                        campaign.receipt(0, DeliveryStatus.SENT, 1),
                        campaign.receipt(1, DeliveryStatus.DELIVERED, null),
                        Receipt.callback(
                                MessageKey.of("campaign-of-nobody", "x"),
                                DeliveryStatus.SENT,
                                "simulator",
                                null,
                                null,
                                NOW)));

        assertThat(found).isEqualTo(1);
        assertThat(store().deliveries().page(campaign.id(), null, null, 10))
                .extracting(Delivery::leadId)
                .containsExactly(PlannedCampaign.lead(0));
    }

    /** The order of statuses in DeliveryStatus, with every order and repetition of a message's receipts. */
    @Test
    void theOrderAndRepetitionOfReceiptsDoNotMatter() {
        Random random = new Random(7);
        int messages = 150;
        PlannedCampaign campaign = new PlannedCampaign(store(), messages);
        campaign.claim(0, messages, 1);
        List<DeliveryStatus> expected = new ArrayList<>();
        List<Receipt> receipts = new ArrayList<>();
        DeliveryStatus[] rungs = DeliveryStatus.values();
        for (int lead = 0; lead < messages; lead++) {
            DeliveryStatus highest = DeliveryStatus.SENDING;
            for (int i = 0; i < 1 + random.nextInt(4); i++) {
                DeliveryStatus status = rungs[1 + random.nextInt(rungs.length - 1)];
                highest = status.compareTo(highest) > 0 ? status : highest;
                receipts.add(campaign.receipt(lead, status, 1));
                receipts.add(campaign.receipt(lead, status, 1));
            }
            expected.add(highest);
        }
        Collections.shuffle(receipts, random);

        for (int from = 0; from < receipts.size(); from += 60) {
            store().deliveries().apply(receipts.subList(from, Math.min(from + 60, receipts.size())));
        }

        assertThat(store().deliveries().page(campaign.id(), null, null, messages))
                .extracting(Delivery::status)
                .containsExactlyElementsOf(expected);
    }

    /** Every order of arrival of the receipts of three attempts, one message for each. */
    @Test
    void everyOrderOfTheReceiptsOfSeveralAttemptsEndsAlike() {
        expectInEveryOrder(
                DeliveryStatus.BOUNCED,
                attempt(DeliveryStatus.RETRYING, 1),
                attempt(DeliveryStatus.SENT, 1),
                attempt(DeliveryStatus.FAILED, 3),
                attempt(DeliveryStatus.DELIVERED, null),
                attempt(DeliveryStatus.BOUNCED, null));
        expectInEveryOrder(
                DeliveryStatus.RETRYING,
                attempt(DeliveryStatus.FAILED, 1),
                attempt(DeliveryStatus.UNKNOWN, 1),
                attempt(DeliveryStatus.SKIPPED, 2),
                attempt(DeliveryStatus.RETRYING, 2),
                attempt(DeliveryStatus.RETRYING, 3));
        expectInEveryOrder(
                DeliveryStatus.UNKNOWN,
                maybeSent(DeliveryStatus.RETRYING, 1),
                attempt(DeliveryStatus.POSTPONED, 1),
                attempt(DeliveryStatus.SKIPPED, 1));
        expectInEveryOrder(
                DeliveryStatus.UNKNOWN,
                maybeSent(DeliveryStatus.RETRYING, 1),
                attempt(DeliveryStatus.POSTPONED, 2),
                attempt(DeliveryStatus.SKIPPED, 3));
        expectInEveryOrder(
                DeliveryStatus.UNKNOWN, maybeSent(DeliveryStatus.UNKNOWN, 1), attempt(DeliveryStatus.SKIPPED, 1));
        expectInEveryOrder(
                DeliveryStatus.SENT,
                maybeSent(DeliveryStatus.RETRYING, 1),
                attempt(DeliveryStatus.SKIPPED, 1),
                attempt(DeliveryStatus.SENT, 1));
        expectInEveryOrder(
                DeliveryStatus.FAILED,
                maybeSent(DeliveryStatus.RETRYING, 1),
                attempt(DeliveryStatus.SKIPPED, 1),
                attempt(DeliveryStatus.FAILED, 1));
    }

    private void expectInEveryOrder(DeliveryStatus end, Fact... facts) {
        List<List<Fact>> orders = orders(List.of(facts));
        PlannedCampaign campaign = new PlannedCampaign(store(), orders.size());
        campaign.claim(0, orders.size(), 1);
        for (int step = 0; step < facts.length; step++) {
            int turn = step;
            campaign.apply(IntStream.range(0, orders.size())
                    .mapToObj(lead -> {
                        Fact fact = orders.get(lead).get(turn);
                        return fact.receipt(campaign, lead);
                    })
                    .toArray(Receipt[]::new));
        }
        assertThat(store().deliveries().page(campaign.id(), null, null, orders.size()))
                .hasSize(orders.size())
                .extracting(Delivery::status)
                .containsOnly(end);
    }

    private static List<List<Fact>> orders(List<Fact> facts) {
        if (facts.isEmpty()) {
            return List.of(List.of());
        }
        List<List<Fact>> orders = new ArrayList<>();
        for (int first = 0; first < facts.size(); first++) {
            List<Fact> rest = new ArrayList<>(facts);
            Fact fact = rest.remove(first);
            for (List<Fact> order : orders(rest)) {
                orders.add(Stream.concat(Stream.of(fact), order.stream()).toList());
            }
        }
        return orders;
    }

    private static Fact attempt(DeliveryStatus status, @Nullable Integer attempt) {
        return new Fact(status, attempt, false);
    }

    private static Fact maybeSent(DeliveryStatus status, int attempt) {
        return new Fact(status, attempt, true);
    }

    private record Fact(DeliveryStatus status, @Nullable Integer attempt, boolean maybeSent) {

        Receipt receipt(PlannedCampaign campaign, int lead) {
            return maybeSent && attempt != null
                    ? campaign.maybeSent(lead, status, attempt)
                    : campaign.receipt(lead, status, attempt);
        }
    }

    /** As two senders that have the same message do, after a rebalance or a replay. */
    @Test
    void aMessageThatOneSenderMayHaveSentAndAnotherSkippedIsUnknown() {
        PlannedCampaign campaign = new PlannedCampaign(store(), 2);
        campaign.claim(0, 2, 1);
        campaign.apply(campaign.maybeSent(0, DeliveryStatus.RETRYING, 1), campaign.skipped(1, SkipReason.UNSUBSCRIBED));
        campaign.recount();

        campaign.apply(campaign.skipped(0, SkipReason.CANCELLED), campaign.maybeSent(1, DeliveryStatus.RETRYING, 1));
        campaign.recount();

        assertThat(store().deliveries().page(campaign.id(), DeliveryStatus.UNKNOWN, null, 10))
                .extracting(Delivery::error)
                .containsExactly(
                        "campaign cancelled, so it was not sent again; an earlier attempt may have arrived",
                        "unsubscribed, so it was not sent again; an earlier attempt may have arrived");
        CampaignStats stats = store().tallies().stats(Set.of(campaign.id())).getFirst();
        assertThat(stats.unknown()).isEqualTo(2);
        assertThat(stats.skipped()).isZero();
    }

    @Test
    void thatAMessageMayHaveBeenSentIsRememberedAlsoIfItIsHeardTooLate() {
        PlannedCampaign campaign = new PlannedCampaign(store(), 1);
        campaign.claim(0, 1, 1);
        campaign.apply(campaign.receipt(0, DeliveryStatus.POSTPONED, 1));
        campaign.claim(0, 1, 2);

        campaign.apply(campaign.maybeSent(0, DeliveryStatus.RETRYING, 1));
        assertThat(campaign.statusOf(0)).isEqualTo(DeliveryStatus.SENDING);

        campaign.apply(campaign.receipt(0, DeliveryStatus.POSTPONED, 2));
        assertThat(campaign.claim(0, 1, 3))
                .singleElement()
                .isInstanceOfSatisfying(
                        Claim.Granted.class,
                        granted -> assertThat(granted.past().maybeSent()).isTrue());
    }

    @Test
    void aLateReceiptOfAnEarlierAttemptDoesNotStopTheNextOne() {
        PlannedCampaign campaign = new PlannedCampaign(store(), 2);
        campaign.claim(0, 2, 1);
        campaign.apply(
                campaign.receipt(0, DeliveryStatus.RETRYING, 1), campaign.receipt(1, DeliveryStatus.RETRYING, 1));
        campaign.claim(0, 2, 2);

        campaign.apply(campaign.receipt(0, DeliveryStatus.FAILED, 1), campaign.receipt(1, DeliveryStatus.SENT, 1));

        assertThat(campaign.statusOf(0)).isEqualTo(DeliveryStatus.SENDING);
        assertThat(campaign.statusOf(1)).isEqualTo(DeliveryStatus.SENT);
    }

    @Test
    void anUnknownMessageGivesWayToASentThatArrivesLater() {
        PlannedCampaign campaign = new PlannedCampaign(store(), 1);
        campaign.claim(0, 1, 1);
        campaign.apply(campaign.receipt(0, DeliveryStatus.UNKNOWN, 1));

        campaign.apply(campaign.receipt(0, DeliveryStatus.SENT, 1));

        assertThat(campaign.statusOf(0)).isEqualTo(DeliveryStatus.SENT);
    }
}
