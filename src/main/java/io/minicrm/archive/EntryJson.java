package io.minicrm.archive;

import io.minicrm.archive.Entry.Kind;
import io.minicrm.archive.Entry.StoredCampaign;
import io.minicrm.archive.Entry.StoredChunk;
import io.minicrm.archive.Entry.StoredDeadLetter;
import io.minicrm.archive.Entry.StoredDelivery;
import io.minicrm.archive.Entry.StoredLead;
import io.minicrm.archive.Entry.StoredLimit;
import io.minicrm.archive.Entry.StoredSegment;
import io.minicrm.campaign.Campaign;
import io.minicrm.chunk.Chunk;
import io.minicrm.delivery.Delivery;
import io.minicrm.gate.Limits.Limit;
import io.minicrm.lead.Lead;
import io.minicrm.segment.RuleJson;
import io.minicrm.segment.Segment;
import io.minicrm.template.MessageHeader;
import io.minicrm.text.InstantText;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonEncoding;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.core.json.JsonFactory;

/** Writes an entry as a line: one JSON object, its collection first, in a fixed order; what is null has no field. */
final class EntryJson {

    static final String COLLECTION = "collection";

    /** What a collection may be. */
    static final List<Kind> KINDS = List.of(Kind.values());

    private static final JsonFactory FACTORY = JsonFactory.builder()
            .enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN)
            .disable(StreamWriteFeature.AUTO_CLOSE_TARGET)
            .build();

    private EntryJson() {}

    /** Writes the entry, without the end of the line. */
    static void write(Entry entry, OutputStream out) {
        try (JsonGenerator json = FACTORY.createGenerator(ObjectWriteContext.empty(), out, JsonEncoding.UTF8)) {
            json.writeStartObject();
            json.writeStringProperty(COLLECTION, entry.kind().code());
            switch (entry) {
                case StoredLead(Lead lead) -> write(lead, json);
                case StoredSegment(Segment segment) -> write(segment, json);
                case StoredLimit(Limit limit) -> write(limit, json);
                case StoredCampaign(Campaign campaign) -> write(campaign, json);
                case StoredChunk(Chunk chunk, var publishedAt) -> write(chunk, publishedAt, json);
                case StoredDelivery delivery -> write(delivery, json);
                case StoredDeadLetter letter -> write(letter, json);
            }
            json.writeEndObject();
        }
    }

    private static void write(Lead lead, JsonGenerator json) {
        json.writeStringProperty("id", lead.id());
        text("name", lead.name(), json);
        text("email", lead.email(), json);
        text("phone", lead.phone(), json);
        json.writeBooleanProperty("unsubscribed", lead.unsubscribed());
        json.writeObjectPropertyStart("attributes");
        lead.attributes().values().forEach((name, value) -> {
            json.writeName(name);
            switch (value) {
                case String text -> json.writeString(text);
                case Boolean flag -> json.writeBoolean(flag);
                case BigDecimal number -> json.writeNumber(number);
                default -> throw new IllegalStateException("Attribute %s is a %s".formatted(name, value.getClass()));
            }
        });
        json.writeEndObject();
        time("created_at", lead.createdAt(), json);
    }

    private static void write(Segment segment, JsonGenerator json) {
        json.writeStringProperty("id", segment.id());
        json.writeStringProperty("name", segment.name());
        json.writeName("rule");
        json.writeRawValue(RuleJson.writeText(segment.rule()));
        time("created_at", segment.createdAt(), json);
        time("updated_at", segment.updatedAt(), json);
    }

    private static void write(Limit limit, JsonGenerator json) {
        json.writeStringProperty("scope", EntryReader.name(limit.scope()));
        json.writeStringProperty("name", limit.name());
        json.writeNumberProperty("per_second", limit.perSecond());
    }

    private static void write(Campaign campaign, JsonGenerator json) {
        json.writeStringProperty("id", campaign.id());
        json.writeStringProperty("name", campaign.content().name());
        json.writeStringProperty("segment_id", campaign.content().segmentId());
        json.writeName("rule");
        json.writeRawValue(RuleJson.writeText(campaign.content().rule()));
        json.writeStringProperty("template", campaign.content().template());
        text("subject", campaign.content().headers().get(MessageHeader.SUBJECT), json);
        json.writeStringProperty("channel", campaign.channel());
        json.writeNumberProperty("chunk_size", campaign.chunkSize());
        text("created_by", campaign.origin().createdBy(), json);
        time("created_at", campaign.origin().createdAt(), json);
        time("scheduled_at", campaign.scheduledAt(), json);
        Integer maxRate = campaign.maxRate();
        if (maxRate != null) {
            json.writeNumberProperty("max_rate", maxRate);
        }
        text("idempotency_key", campaign.origin().idempotencyKey(), json);
        text("request_hash", campaign.origin().requestHash(), json);
        json.writeStringProperty("status", campaign.status().code());
        json.writeNumberProperty("audience", campaign.audience());
        json.writeNumberProperty("chunks", campaign.chunks());
        time("planned_at", campaign.progress().plannedAt(), json);
        time("started_at", campaign.startedAt(), json);
        time("finished_at", campaign.finishedAt(), json);
    }

    private static void write(Chunk chunk, @Nullable Instant publishedAt, JsonGenerator json) {
        json.writeStringProperty("campaign_id", chunk.campaignId());
        json.writeNumberProperty("index", chunk.index());
        json.writeStringProperty("job_id", chunk.jobId());
        json.writeArrayPropertyStart("lead_ids");
        chunk.leadIds().forEach(json::writeString);
        json.writeEndArray();
        time("created_at", chunk.createdAt(), json);
        time("published_at", publishedAt, json);
    }

    private static void write(StoredDelivery stored, JsonGenerator json) {
        Delivery delivery = stored.delivery();
        json.writeStringProperty("campaign_id", delivery.campaignId());
        json.writeStringProperty("lead_id", delivery.leadId());
        json.writeNumberProperty("chunk_index", delivery.chunkIndex());
        json.writeStringProperty("status", delivery.status().code());
        json.writeNumberProperty("round", delivery.round());
        json.writeNumberProperty("failures", delivery.failures());
        json.writeStringProperty("claim", stored.claim());
        time("claimed_at", delivery.claimedAt(), json);
        time("updated_at", delivery.updatedAt(), json);
        time("next_attempt_at", delivery.nextAttemptAt(), json);
        text("provider_message_id", delivery.providerMessageId(), json);
        text("error", delivery.error(), json);
    }

    private static void write(StoredDeadLetter letter, JsonGenerator json) {
        json.writeStringProperty("campaign_id", letter.campaignId());
        json.writeStringProperty("topic", letter.topic());
        json.writeNumberProperty("partition", letter.partition());
        json.writeNumberProperty("offset", letter.offset());
    }

    private static void text(String name, @Nullable String value, JsonGenerator json) {
        if (value != null) {
            json.writeStringProperty(name, value);
        }
    }

    private static void time(String name, @Nullable Instant value, JsonGenerator json) {
        if (value != null) {
            json.writeStringProperty(name, InstantText.format(value));
        }
    }
}
