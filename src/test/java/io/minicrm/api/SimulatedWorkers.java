package io.minicrm.api;

import io.minicrm.campaign.MessageKey;
import io.minicrm.chunk.Chunk;
import io.minicrm.delivery.Deliveries.ClaimRequest;
import io.minicrm.delivery.DeliveryStatus;
import io.minicrm.delivery.Receipt;
import io.minicrm.delivery.SendAttempt;
import io.minicrm.gate.PostponeReason;
import io.minicrm.store.Store;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Makes the changes of the pipeline's workers to the store, step by step. The campaign has a single chunk. */
record SimulatedWorkers(Store store, String campaignId) {

    /** Publishes the campaign and claims these leads' messages. */
    void claim(String... leadIds) {
        Instant now = Instant.now();
        List<Chunk> unpublished = store.plans().unpublished(campaignId, 10);
        if (!unpublished.isEmpty()) {
            store.plans().markPublished(campaignId, unpublished, now);
        }
        store.deliveries()
                .claim(
                        Stream.of(leadIds)
                                .map(lead -> new ClaimRequest(MessageKey.of(campaignId, lead), 0, 1))
                                .toList(),
                        UUID.randomUUID().toString(),
                        now);
        // Claims alone do not have a chunk counted; the stats worker counts all unfinished ones once a minute.
        store.tallies().touch(campaignId);
        recount();
    }

    /** Applies receipts for these leads' messages. */
    void apply(DeliveryStatus status, String... leadIds) {
        store.deliveries()
                .apply(Stream.of(leadIds)
                        .map(lead -> receipt(status, lead, status == DeliveryStatus.FAILED ? "no such mailbox" : null))
                        .toList());
        recount();
    }

    /** Postpones these leads' messages because of a limit. */
    void postpone(String limit, String... leadIds) {
        store.deliveries()
                .apply(Stream.of(leadIds)
                        .map(lead -> new Receipt(
                                MessageKey.of(campaignId, lead),
                                DeliveryStatus.POSTPONED,
                                ApiServer.SIMULATOR,
                                null,
                                PostponeReason.RATE_LIMIT.code(),
                                Instant.now(),
                                new SendAttempt(1, 1, null, Instant.now().plusSeconds(60), limit, false)))
                        .toList());
        recount();
    }

    /** Has the provider refuse the message to this lead. */
    void fail(String leadId, String error) {
        store.deliveries().apply(List.of(receipt(DeliveryStatus.FAILED, leadId, error)));
        recount();
    }

    private Receipt receipt(DeliveryStatus status, String leadId, @Nullable String error) {
        return new Receipt(
                MessageKey.of(campaignId, leadId),
                status,
                ApiServer.SIMULATOR,
                null,
                error,
                Instant.now(),
                new SendAttempt(1, 1, null, status.isWaiting() ? Instant.now().plusSeconds(60) : null));
    }

    private void recount() {
        while (store.tallies().recount(100, Instant.now()) > 0) {
            // Until no chunk is touched.
        }
    }
}
