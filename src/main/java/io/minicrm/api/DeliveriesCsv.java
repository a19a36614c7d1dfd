package io.minicrm.api;

import io.minicrm.delivery.Delivery;
import io.minicrm.delivery.DeliveryFilter;
import io.minicrm.lead.Lead;
import io.minicrm.store.Store;
import java.io.IOException;
import java.io.Writer;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.security.access.AccessDeniedException;

/**
 * Writes the messages of a campaign as CSV, a page at a time, so that memory does not grow with their number. The name
 * and the addresses are those that the lead has now, and masked for callers who may not see personal data.
 */
final class DeliveriesCsv {

    private static final int PAGE = 1_000;

    private static final String HEADER = CsvLine.of(
            "send_id",
            "lead_id",
            "name",
            "email",
            "phone",
            "status",
            "reason",
            "error",
            "attempt",
            "chunk_index",
            "provider_message_id",
            "claimed_at",
            "updated_at",
            "next_attempt_at");

    private final Store store;
    private final String campaignId;
    private final DeliveryFilter filter;
    private List<Delivery> page;

    /** Reads the first page, so that a failure can still be answered as a problem. */
    DeliveriesCsv(Store store, String campaignId, DeliveryFilter filter) {
        this.store = store;
        this.campaignId = campaignId;
        this.filter = filter;
        this.page = read(null);
    }

    boolean isEmpty() {
        return page.isEmpty();
    }

    /** @throws AccessDeniedException if the caller is logged out in the meantime */
    void write(Writer out, BooleanSupplier stillAllowed) throws IOException {
        out.write(HEADER);
        while (!page.isEmpty()) {
            if (!stillAllowed.getAsBoolean()) {
                throw new AccessDeniedException("The caller is not logged in any more");
            }
            writePage(out);
            page = page.size() < PAGE ? List.of() : read(page.getLast().leadId());
        }
    }

    private List<Delivery> read(@Nullable String after) {
        return store.deliveries().find(campaignId, filter, after, PAGE);
    }

    private void writePage(Writer out) throws IOException {
        List<String> ids = page.stream().map(Delivery::leadId).toList();
        Map<String, Lead> leads =
                store.leads().findAll(ids).stream().collect(Collectors.toMap(Lead::id, Function.identity()));
        for (Delivery delivery : page) {
            Lead lead = leads.get(delivery.leadId());
            out.write(line(DeliveryView.of(delivery), lead == null ? null : LeadView.of(lead)));
        }
    }

    private static String line(DeliveryView delivery, @Nullable LeadView lead) {
        return CsvLine.of(
                delivery.sendId(),
                delivery.leadId(),
                lead == null ? null : lead.name(),
                lead == null ? null : lead.email(),
                lead == null ? null : lead.phone(),
                delivery.status().code(),
                delivery.reason(),
                delivery.error(),
                delivery.attempt(),
                delivery.chunkIndex(),
                delivery.providerMessageId(),
                time(delivery.claimedAt()),
                time(delivery.updatedAt()),
                time(delivery.nextAttemptAt()));
    }

    private static @Nullable String time(@Nullable Instant time) {
        return time == null ? null : DateTimeFormatter.ISO_INSTANT.format(time);
    }
}
