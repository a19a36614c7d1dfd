package io.minicrm.store;

import static io.minicrm.store.PlannedCampaign.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import io.minicrm.campaign.CampaignStatus;
import io.minicrm.campaign.MessageKey;
import io.minicrm.delivery.CampaignStats;
import io.minicrm.delivery.Deliveries.Claim;
import io.minicrm.delivery.Deliveries.ClaimRequest;
import io.minicrm.delivery.Deliveries.Count;
import io.minicrm.delivery.Deliveries.LimitWait;
import io.minicrm.delivery.Deliveries.Reason;
import io.minicrm.delivery.Deliveries.Survey;
import io.minicrm.delivery.Deliveries.Unsettled;
import io.minicrm.delivery.Delivery;
import io.minicrm.delivery.DeliveryFilter;
import io.minicrm.delivery.DeliveryStatus;
import io.minicrm.delivery.PastAttempts;
import io.minicrm.delivery.Receipt;
import io.minicrm.delivery.SendAttempt;
import io.minicrm.gate.PostponeReason;
import io.minicrm.gate.SkipReason;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The behaviour of every store's delivery log. */
public abstract class DeliveriesContract {

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
    void grantsANewClaimAndCallsItUncertainToTheNextOne() {
        PlannedCampaign campaign = new PlannedCampaign(store(), 2);

        assertThat(campaign.claim(0, 2, 1)).containsOnly(new Claim.Granted(PastAttempts.NONE));
        assertThat(campaign.claim(0, 2, 1)).containsOnly(new Claim.Uncertain(new PastAttempts(0, true)));
        assertThat(campaign.statusOf(0)).isEqualTo(DeliveryStatus.SENDING);
    }

    @Test
    void grantsTheSameBatchAgainToTheSameToken() {
        PlannedCampaign campaign = new PlannedCampaign(store(), 1);
        String token = UUID.randomUUID().toString();
        List<ClaimRequest> batch = List.of(campaign.request(0, 1));

        store().deliveries().claim(batch, token, NOW);

        assertThat(store().deliveries().claim(batch, token, NOW)).containsExactly(new Claim.Granted(PastAttempts.NONE));
    }

    @Test
    void answersEachClaimInItsPlace() {
        PlannedCampaign campaign = new PlannedCampaign(store(), 3);
        campaign.claim(0, 1, 1);
        campaign.apply(campaign.receipt(0, DeliveryStatus.SENT, 1));
        campaign.claim(1, 2, 1);

        assertThat(campaign.claim(0, 3, 1))
                .containsExactly(
                        new Claim.Stale(),
                        new Claim.Uncertain(new PastAttempts(0, true)),
                        new Claim.Granted(PastAttempts.NONE));
    }

    @Test
    void aRetryIsGrantedOnceAndOnlyWhileTheMessageIsRetrying() {
        PlannedCampaign campaign = new PlannedCampaign(store(), 1);
        campaign.claim(0, 1, 1);

        assertThat(campaign.claim(0, 1, 2)).containsExactly(new Claim.Stale());
        campaign.apply(campaign.receipt(0, DeliveryStatus.RETRYING, 1));

        assertThat(campaign.claim(0, 1, 1)).containsExactly(new Claim.Stale());
        assertThat(campaign.claim(0, 1, 2)).containsExactly(new Claim.Granted(new PastAttempts(1, false)));
        assertThat(campaign.claim(0, 1, 2)).containsExactly(new Claim.Uncertain(new PastAttempts(1, true)));
    }

    /** A page that shows a message as sending must not say that it waits for a limit. */
    @Test
    void aMessageThatIsBeingSentHasNoReasonToWait() {
        PlannedCampaign campaign = new PlannedCampaign(store(), 1);
        campaign.claim(0, 1, 1);
        campaign.apply(campaign.heldBy(0, "domain:a.example"));

        campaign.claim(0, 1, 2);

        assertThat(store().deliveries().page(campaign.id(), DeliveryStatus.SENDING, null, 10))
                .singleElement()
                .satisfies(row -> {
                    assertThat(row.error()).isNull();
                    assertThat(row.heldBy()).isNull();
                });
        assertThat(store().deliveries().survey(campaign.id(), Instant.EPOCH, 10).reasons())
                .isEmpty();
    }

    @Test
    void aMessageThatMayHaveBeenSentIsRememberedWhateverFollows() {
        PlannedCampaign campaign = new PlannedCampaign(store(), 3);
        campaign.claim(0, 3, 1);
        campaign.apply(
                campaign.maybeSent(0, DeliveryStatus.RETRYING, 1),
                campaign.maybeSent(1, DeliveryStatus.POSTPONED, 1),
                campaign.receipt(2, DeliveryStatus.UNKNOWN, 1));
        store().deliveries().reopen(campaign.id(), Set.of(DeliveryStatus.UNKNOWN), NOW);

        assertThat(campaign.claim(0, 2, 2)).containsOnly(new Claim.Granted(new PastAttempts(1, true)));
        assertThat(campaign.claim(2, 3, 3)).containsExactly(new Claim.Granted(new PastAttempts(0, true)));

        campaign.apply(campaign.receipt(0, DeliveryStatus.RETRYING, 2));
        assertThat(campaign.claim(0, 1, 3)).containsExactly(new Claim.Granted(new PastAttempts(2, true)));
    }

    @Test
    void manyThreadsClaimTheSameMessagesAndEachIsGrantedOnce() throws Exception {
        PlannedCampaign campaign = new PlannedCampaign(store(), 200);
        try (var threads = Executors.newFixedThreadPool(8)) {
            List<Callable<List<Claim>>> claims = Collections.nCopies(8, () -> campaign.claim(0, 200, 1));
            int granted = 0;
            for (var answer : threads.invokeAll(claims)) {
                granted += Collections.frequency(answer.get(), new Claim.Granted(PastAttempts.NONE));
            }
            assertThat(granted).isEqualTo(200);
        }
    }

    @Test
    void manyThreadsClaimTheSameRetriesAndEachIsGrantedOnce() throws Exception {
        PlannedCampaign campaign = new PlannedCampaign(store(), 200);
        campaign.claim(0, 200, 1);
        campaign.apply(IntStream.range(0, 200)
                .mapToObj(lead -> campaign.receipt(lead, DeliveryStatus.RETRYING, 1))
                .toArray(Receipt[]::new));
        try (var threads = Executors.newFixedThreadPool(8)) {
            List<Callable<List<Claim>>> claims = Collections.nCopies(8, () -> campaign.claim(0, 200, 2));
            int granted = 0;
            int uncertain = 0;
            for (var answer : threads.invokeAll(claims)) {
                granted += Collections.frequency(answer.get(), new Claim.Granted(new PastAttempts(1, false)));
                uncertain += Collections.frequency(answer.get(), new Claim.Uncertain(new PastAttempts(1, true)));
            }
            assertThat(granted).isEqualTo(200);
            assertThat(uncertain).isEqualTo(1_400);
        }
    }

    /** As when many postponed messages become due at once, while receipts of the round before still arrive. */
    @Test
    void claimsReceiptsAndDueRetriesOfTheSameMessagesNeverWaitForEachOtherInACircle() throws Exception {
        int messages = 1_000;
        int rounds = 8;
        PlannedCampaign campaign = new PlannedCampaign(store(), messages);
        campaign.claim(0, messages, 1);
        try (var threads = Executors.newFixedThreadPool(6)) {
            for (int i = 1; i <= rounds; i++) {
                int round = i;
                List<Callable<@Nullable Object>> work = new ArrayList<>();
                for (int worker = 0; worker < 2; worker++) {
                    Random random = new Random(round * 10L + worker);
                    work.add(() -> store().deliveries()
                            .apply(shuffled(
                                    messages,
                                    random,
                                    lead -> campaign.receipt(lead, DeliveryStatus.POSTPONED, round))));
                    work.add(() -> store().deliveries()
                            .claim(
                                    shuffled(messages, random, lead -> campaign.request(lead, round + 1)),
                                    UUID.randomUUID().toString(),
                                    NOW));
                    work.add(() -> store().plans().takeDue(campaign.id(), NOW, NOW, messages));
                }
                for (var done : threads.invokeAll(work)) {
                    done.get();
                }
                campaign.apply(IntStream.range(0, messages)
                        .mapToObj(lead -> campaign.receipt(lead, DeliveryStatus.POSTPONED, round))
                        .toArray(Receipt[]::new));
                campaign.claim(0, messages, round + 1);
            }
        }

        assertThat(campaign.statusOf(0)).isEqualTo(DeliveryStatus.SENDING);
    }

    private static <T> List<T> shuffled(int count, Random random, IntFunction<T> element) {
        List<T> list =
                new ArrayList<>(IntStream.range(0, count).mapToObj(element).toList());
        Collections.shuffle(list, random);
        return list;
    }

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
                        return campaign.receipt(lead, fact.status(), fact.attempt());
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
        return new Fact(status, attempt);
    }

    private record Fact(DeliveryStatus status, @Nullable Integer attempt) {}

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

    @Test
    void aDeadLetterIsCountedOnceAtTheCampaignThatItNames() {
        PlannedCampaign campaign = new PlannedCampaign(store(), 3);

        store().deadLetters().note(campaign.id(), "campaign.jobs", 2, 17);
        store().deadLetters().note(campaign.id(), "campaign.jobs", 2, 17);
        store().deadLetters().note(campaign.id(), "campaign.send_jobs", 2, 17);
        store().deadLetters().note("nobody", "campaign.jobs", 2, 18);

        assertThat(campaign.stats().deadLetters()).isEqualTo(2);
        assertThat(campaign.stats().settled()).isZero();
    }

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

    @Test
    void claimsAndReceiptsOfTenThousandMessagesAreOneCallEach() {
        PlannedCampaign campaign = new PlannedCampaign(store(), 10_000);

        assertThat(campaign.claim(0, 10_000, 1)).containsOnly(new Claim.Granted(PastAttempts.NONE));
        int found = store().deliveries()
                .apply(IntStream.range(0, 10_000)
                        .mapToObj(lead -> campaign.receipt(lead, DeliveryStatus.SENT, 1))
                        .toList());
        campaign.recount();

        assertThat(found).isEqualTo(10_000);
        assertThat(campaign.stats().sent()).isEqualTo(10_000);
    }
}
