package io.minicrm.archive;

import io.minicrm.chunk.Chunk;
import io.minicrm.delivery.Delivery;
import io.minicrm.lead.AttributeDefinition;
import io.minicrm.lead.Attributes;
import io.minicrm.stored.ApprovalFields;
import io.minicrm.stored.AttributeFields;
import io.minicrm.stored.CampaignFields;
import io.minicrm.stored.ChunkFields;
import io.minicrm.stored.ConsentFields;
import io.minicrm.stored.DeadLetterFields;
import io.minicrm.stored.DeliveryFields;
import io.minicrm.stored.DraftFields;
import io.minicrm.stored.Entry;
import io.minicrm.stored.Entry.Kind;
import io.minicrm.stored.Entry.StoredApproval;
import io.minicrm.stored.Entry.StoredAttribute;
import io.minicrm.stored.Entry.StoredCampaign;
import io.minicrm.stored.Entry.StoredChunk;
import io.minicrm.stored.Entry.StoredConsent;
import io.minicrm.stored.Entry.StoredDeadLetter;
import io.minicrm.stored.Entry.StoredDelivery;
import io.minicrm.stored.Entry.StoredDraft;
import io.minicrm.stored.Entry.StoredLead;
import io.minicrm.stored.Entry.StoredLimit;
import io.minicrm.stored.Entry.StoredSegment;
import io.minicrm.stored.Entry.StoredSeriesPoint;
import io.minicrm.stored.FieldType;
import io.minicrm.stored.LeadFields;
import io.minicrm.stored.LimitFields;
import io.minicrm.stored.SegmentFields;
import io.minicrm.stored.SeriesFields;
import io.minicrm.stored.StoredField;
import java.io.OutputStream;
import java.util.List;
import java.util.Objects;
import tools.jackson.core.JsonEncoding;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.node.StringNode;

/**
 * An entry as a line of an archive: one JSON object, with its collection first and then its fields in a fixed order.
 */
final class EntryJson {

    private static final StoredField<Entry, Kind> COLLECTION = new StoredField<>(
            "collection", null, new FieldType.Choice<>(List.of(Kind.values()), Kind::code), true, Entry::kind);

    private static final String JOB_ID_END = "[0-9]+-[0-9a-z]{6}";

    private static final JsonFactory FACTORY = JsonFactory.builder()
            .enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN)
            .disable(StreamWriteFeature.AUTO_CLOSE_TARGET)
            .build();

    private EntryJson() {}

    /** Writes the entry without a line feed. */
    static void write(Entry entry, OutputStream out) {
        try (JsonGenerator json = FACTORY.createGenerator(ObjectWriteContext.empty(), out, JsonEncoding.UTF8)) {
            json.writeStartObject();
            json.writeStringProperty(COLLECTION.name(), entry.kind().code());
            switch (entry) {
                case StoredLead(var lead) -> JsonLine.write(LeadFields.MAPPING, lead, json);
                case StoredConsent(var consent) -> JsonLine.write(ConsentFields.MAPPING, consent, json);
                case StoredAttribute(var definition) -> JsonLine.write(AttributeFields.MAPPING, definition, json);
                case StoredSegment(var segment) -> JsonLine.write(SegmentFields.MAPPING, segment, json);
                case StoredLimit(var limit) -> JsonLine.write(LimitFields.MAPPING, limit, json);
                case StoredCampaign(var campaign) -> JsonLine.write(CampaignFields.MAPPING, campaign, json);
                case StoredChunk chunk -> JsonLine.write(ChunkFields.MAPPING, chunk, json);
                case StoredDelivery delivery -> JsonLine.write(DeliveryFields.MAPPING, delivery, json);
                case StoredDeadLetter letter -> JsonLine.write(DeadLetterFields.MAPPING, letter, json);
                case StoredApproval(var approval) -> JsonLine.write(ApprovalFields.MAPPING, approval, json);
                case StoredSeriesPoint(var point) -> JsonLine.write(SeriesFields.MAPPING, point, json);
                case StoredDraft(var draft) -> JsonLine.write(DraftFields.MAPPING, draft, json);
            }
            json.writeEndObject();
        }
    }

    /** @throws InvalidFieldException if the line is not an entry */
    static Entry read(JsonLine line) {
        Entry entry = switch (line.get(COLLECTION)) {
            case LEADS -> new StoredLead(line.read(LeadFields.MAPPING));
            case CONSENTS -> new StoredConsent(line.read(ConsentFields.MAPPING));
            case ATTRIBUTES -> checked(new StoredAttribute(line.read(AttributeFields.MAPPING)));
            case SEGMENTS -> new StoredSegment(line.read(SegmentFields.MAPPING));
            case LIMITS -> new StoredLimit(line.read(LimitFields.MAPPING));
            case CAMPAIGNS -> new StoredCampaign(line.read(CampaignFields.MAPPING));
            case CHUNKS -> checked(line.read(ChunkFields.MAPPING));
            case DELIVERIES -> checked(line.read(DeliveryFields.MAPPING));
            case DEAD_LETTERS -> line.read(DeadLetterFields.MAPPING);
            case APPROVALS -> new StoredApproval(line.read(ApprovalFields.MAPPING));
            case SERIES -> new StoredSeriesPoint(line.read(SeriesFields.MAPPING));
            case DRAFTS -> new StoredDraft(line.read(DraftFields.MAPPING));
        };
        line.end();
        return entry;
    }

    private static StoredAttribute checked(StoredAttribute stored) {
        AttributeDefinition definition = stored.definition();
        if (!Attributes.isName(definition.name())) {
            throw JsonLine.invalid(
                    "name",
                    Objects.requireNonNull(StringNode.valueOf(definition.name())),
                    "give the name of an attribute");
        }
        String format = definition.format();
        if (format != null && !AttributeDefinition.isFormatOf(definition.type(), format)) {
            throw JsonLine.invalid(
                    "format",
                    Objects.requireNonNull(StringNode.valueOf(format)),
                    "give a format of the type " + definition.type().code());
        }
        return stored;
    }

    private static StoredChunk checked(StoredChunk stored) {
        Chunk chunk = stored.chunk();
        String start = "job-%s-%d-".formatted(chunk.campaignId(), chunk.index());
        String jobId = chunk.jobId();
        if (!jobId.startsWith(start) || !jobId.substring(start.length()).matches(JOB_ID_END)) {
            throw JsonLine.invalid(
                    "job_id",
                    Objects.requireNonNull(StringNode.valueOf(jobId)),
                    "give %s{milliseconds}-{6 characters}".formatted(start));
        }
        return stored;
    }

    private static StoredDelivery checked(StoredDelivery stored) {
        Delivery delivery = stored.delivery();
        if (delivery.status().isWaiting() && delivery.nextAttemptAt() == null) {
            throw new InvalidFieldException(
                    "next_attempt_at", "is missing; a message that is retrying or postponed is never sent without it");
        }
        return stored;
    }
}
