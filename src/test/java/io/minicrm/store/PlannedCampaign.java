package io.minicrm.store;

import io.minicrm.campaign.Campaign;
import io.minicrm.campaign.CampaignStatus;
import io.minicrm.campaign.MessageKey;
import io.minicrm.campaign.TestCampaign;
import io.minicrm.chunk.Chunker;
import io.minicrm.delivery.CampaignStats;
import io.minicrm.delivery.Deliveries.Claim;
import io.minicrm.delivery.Deliveries.ClaimRequest;
import io.minicrm.delivery.DeliveryStatus;
import io.minicrm.delivery.Plans;
import io.minicrm.delivery.Receipt;
import io.minicrm.delivery.SendAttempt;
import io.minicrm.gate.PostponeReason;
import io.minicrm.gate.SkipReason;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** A campaign for one test, planned over leads that need not exist, and short ways to change its messages. */
final class PlannedCampaign {

    static final Instant NOW = Instant.parse("2026-11-24T12:00:00Z");
    static final int CHUNK_SIZE = 10;

    private final Store store;
    private final String id = "campaign-" + UUID.randomUUID();

    PlannedCampaign(Store store, int leads) {
        this(store, leads, CampaignStatus.QUEUED, null);
    }

    PlannedCampaign(Store store, int leads, CampaignStatus status, @Nullable Instant scheduledAt) {
        this.store = store;
        store.campaigns().create(unplanned(id, status, scheduledAt, null));
        try (Plans.Draft draft = store.plans().begin(id)) {
            draft.append(Chunker.chunk(
                    id,
                    IntStream.range(0, leads).mapToObj(PlannedCampaign::lead).toList(),
                    CHUNK_SIZE,
                    NOW));
            draft.complete(NOW);
        }
    }

    static Campaign unplanned(
            String id, CampaignStatus status, @Nullable Instant scheduledAt, @Nullable String idempotencyKey) {
        return TestCampaign.withId(id)
                .chunkSize(CHUNK_SIZE)
                .createdAt(NOW)
                .scheduledAt(scheduledAt)
                .idempotencyKey(idempotencyKey)
                .status(status)
                .build();
    }

    static String lead(int number) {
        return "lead-%05d".formatted(number);
    }

    String id() {
        return id;
    }

    Campaign stored() {
        return store.campaigns().find(id).orElseThrow();
    }

    ClaimRequest request(int lead, int round) {
        return new ClaimRequest(MessageKey.of(id, lead(lead)), lead / CHUNK_SIZE, round);
    }

    List<Claim> claim(int from, int to, int round) {
        return store.deliveries()
                .claim(
                        IntStream.range(from, to)
                                .mapToObj(lead -> request(lead, round))
                                .toList(),
                        UUID.randomUUID().toString(),
                        NOW);
    }

    /** Marks all chunks as published. */
    void publish() {
        store.plans().markPublished(id, store.plans().unpublished(id, Integer.MAX_VALUE), NOW);
    }

    /** @param round null, as in a provider's callback, which has no round */
    Receipt receipt(int lead, DeliveryStatus status, @Nullable Integer round) {
        boolean retries = status == DeliveryStatus.RETRYING;
        return new Receipt(
                MessageKey.of(id, lead(lead)),
                status,
                "simulator",
                status.isSent() ? "message-" + lead : null,
                status == DeliveryStatus.FAILED ? "no such mailbox" : null,
                NOW,
                round == null
                        ? null
                        : new SendAttempt(round, round, retries ? round : null, status.isWaiting() ? NOW : null));
    }

    /** A receipt of the first round that says when the message is due again. */
    Receipt receiptDueAt(int lead, DeliveryStatus status, Instant nextAttemptAt) {
        Integer failures = status == DeliveryStatus.RETRYING ? 1 : null;
        return new Receipt(
                MessageKey.of(id, lead(lead)),
                status,
                "simulator",
                null,
                null,
                NOW,
                new SendAttempt(1, 1, failures, nextAttemptAt));
    }

    /** A receipt of the first round that postpones the message because of a limit; null: of another reason. */
    Receipt heldBy(int lead, @Nullable String limit) {
        return new Receipt(
                MessageKey.of(id, lead(lead)),
                DeliveryStatus.POSTPONED,
                "simulator",
                null,
                PostponeReason.RATE_LIMIT.code(),
                NOW,
                new SendAttempt(1, 1, null, NOW, limit, false));
    }

    /** A receipt of a message that waits, of which an attempt may have reached the provider. */
    Receipt maybeSent(int lead, DeliveryStatus status, int round) {
        return new Receipt(
                MessageKey.of(id, lead(lead)),
                status,
                "simulator",
                null,
                "no answer",
                NOW,
                new SendAttempt(1, round, 1, NOW, null, true));
    }

    /** A receipt of the first round that skips the message. */
    Receipt skipped(int lead, SkipReason reason) {
        return new Receipt(
                MessageKey.of(id, lead(lead)),
                DeliveryStatus.SKIPPED,
                "simulator",
                null,
                reason.code(),
                NOW,
                new SendAttempt(1, 1, null, null));
    }

    void apply(Receipt... receipts) {
        store.deliveries().apply(List.of(receipts));
    }

    void recount() {
        while (store.tallies().recount(1_000, NOW) > 0) {
            // Until no chunk is touched.
        }
    }

    CampaignStats stats() {
        return store.tallies().stats(Set.of(id)).getFirst();
    }

    DeliveryStatus statusOf(int lead) {
        return store.deliveries().page(id, null, null, 1_000).stream()
                .filter(delivery -> delivery.leadId().equals(lead(lead)))
                .findFirst()
                .orElseThrow()
                .status();
    }
}
