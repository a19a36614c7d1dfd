package io.minicrm.api;

import io.minicrm.campaign.MessageKey;
import io.minicrm.delivery.DeliveryStatus;
import io.minicrm.delivery.Receipt;
import io.minicrm.lead.DateText;
import io.minicrm.lead.InvalidLeadException;
import io.minicrm.lead.Lead;
import io.minicrm.text.Excerpt;
import io.minicrm.text.StoredText;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Reads one receipt of a provider. Unknown fields are ignored, because providers add some. */
final class ReceiptReader {

    private static final int MAX_ID_LENGTH = 200;
    private static final int MAX_ERROR_LENGTH = 1_000;

    private final String channel;
    private final Instant now;

    /** @param now the time of receipts that do not contain one */
    ReceiptReader(String channel, Instant now) {
        this.channel = channel;
        this.now = now;
    }

    /** @throws InvalidRequestException naming the first invalid field */
    Receipt read(JsonNode node) {
        if (!node.isObject()) {
            throw InvalidRequestException.of("", "must be an object");
        }
        String campaignId = required(node, "campaign_id", MAX_ID_LENGTH);
        String leadId = required(node, "lead_id", Lead.MAX_ID_LENGTH);
        try {
            Lead.checkId(leadId);
        } catch (InvalidLeadException invalid) {
            throw InvalidRequestException.of("lead_id", invalid.problem().message());
        }
        MessageKey key = MessageKey.of(campaignId, leadId);
        String given = optional(node, "send_id", MAX_ID_LENGTH);
        if (given != null && !given.equals(key.sendId())) {
            throw InvalidRequestException.of("send_id", "does not belong to this campaign_id and lead_id");
        }
        DeliveryStatus status = status(required(node, "status", MAX_ID_LENGTH));
        String error = optional(node, "error", Integer.MAX_VALUE);
        return Receipt.callback(
                key,
                status,
                channel,
                optional(node, "provider_message_id", MAX_ID_LENGTH),
                error == null ? null : Excerpt.start(error, MAX_ERROR_LENGTH),
                at(node));
    }

    private static DeliveryStatus status(String text) {
        return switch (text) {
            case "sent" -> DeliveryStatus.SENT;
            case "delivered" -> DeliveryStatus.DELIVERED;
            case "bounced" -> DeliveryStatus.BOUNCED;
            case "failed" -> DeliveryStatus.FAILED;
            default ->
                throw InvalidRequestException.of(
                        "status",
                        "is \"%s\"; give sent, delivered, bounced or failed"
                                .formatted(Excerpt.start(text, MAX_ERROR_LENGTH)));
        };
    }

    private Instant at(JsonNode node) {
        String text = optional(node, "at", MAX_ID_LENGTH);
        if (text == null) {
            return now;
        }
        return DateText.parse(text)
                .flatMap(DateText::instant)
                .orElseThrow(() -> InvalidRequestException.of(
                        "at", "must be a date and time with zone, such as 2026-12-24T09:00:00Z"));
    }

    private static String required(JsonNode node, String field, int maxLength) {
        String text = optional(node, field, maxLength);
        if (text == null || text.isBlank()) {
            throw InvalidRequestException.of(field, "is missing");
        }
        return text;
    }

    private static @Nullable String optional(JsonNode node, String field, int maxLength) {
        JsonNode value = node.get(field);
        if (value == null || value.isNull()) {
            return null;
        }
        if (!value.isString()) {
            throw InvalidRequestException.of(field, "must be a string");
        }
        String text = value.stringValue();
        if (text.length() > maxLength) {
            throw InvalidRequestException.of(
                    field, "has %d characters; the limit is %d".formatted(text.length(), maxLength));
        }
        if (!StoredText.isWellFormed(text)) {
            throw InvalidRequestException.of(field, "contains a NUL character or an unpaired surrogate; remove it");
        }
        return text;
    }
}
