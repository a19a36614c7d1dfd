package io.minicrm.store;

import static io.minicrm.store.PlannedCampaign.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import io.minicrm.delivery.Deliveries.Claim;
import io.minicrm.delivery.Deliveries.ClaimRequest;
import io.minicrm.delivery.DeliveryStatus;
import io.minicrm.delivery.PastAttempts;
import io.minicrm.delivery.Receipt;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Who may send a message, and what is known about its past attempts, in every store. */
public abstract class DeliveryClaimsContract {

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

    /** The other one may be alive, report that it has not sent the message, and die. */
    @Test
    void aMessageThatWasTakenOverFromAnotherSenderMayHaveBeenSent() {
        PlannedCampaign campaign = new PlannedCampaign(store(), 2);
        campaign.claim(0, 2, 1);
        assertThat(campaign.claim(0, 1, 1)).containsExactly(new Claim.Uncertain(new PastAttempts(0, true)));

        campaign.apply(
                campaign.receipt(0, DeliveryStatus.POSTPONED, 1), campaign.receipt(1, DeliveryStatus.POSTPONED, 1));

        assertThat(campaign.claim(0, 2, 2))
                .containsExactly(new Claim.Granted(new PastAttempts(0, true)), new Claim.Granted(PastAttempts.NONE));
        campaign.apply(campaign.receipt(0, DeliveryStatus.SKIPPED, 2), campaign.receipt(1, DeliveryStatus.SKIPPED, 2));
        assertThat(campaign.statusOf(0)).isEqualTo(DeliveryStatus.UNKNOWN);
        assertThat(campaign.statusOf(1)).isEqualTo(DeliveryStatus.SKIPPED);
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
