package io.minicrm.mongodb;

import io.minicrm.campaign.AudienceTime;
import io.minicrm.campaign.Campaign;
import io.minicrm.campaign.CampaignStatus;
import io.minicrm.campaign.Content;
import io.minicrm.campaign.Origin;
import io.minicrm.campaign.Pace;
import io.minicrm.campaign.Progress;
import io.minicrm.campaign.Schedule;
import io.minicrm.segment.RuleJson;
import io.minicrm.template.MessageHeader;
import java.util.List;
import org.bson.Document;

/** A campaign as a document of the collection {@code campaigns}. */
final class CampaignDocument {

    static final String COLLECTION = "campaigns";

    static final CollectionShape SCHEMA = CollectionShape.of(
                    COLLECTION,
                    "_id",
                    "name",
                    "segment_id",
                    "rule",
                    "template",
                    "channel",
                    "chunk_size",
                    "created_at",
                    "status",
                    "audience",
                    "chunks",
                    "next_chunk")
            .with(List.of("_id", "name", "segment_id", "rule", "template", "channel"), "string")
            .with(MessageHeader.codes(), "string")
            .with(
                    List.of("created_by", "idempotency_key", "request_hash", "status", "lease_owner", "audience_time"),
                    "string")
            .with(List.of("created_at", "scheduled_at", "planned_at", "started_at", "finished_at"), "date")
            .with(List.of("lease_until", "reopening_until"), "date")
            .with(List.of("chunk_size", "max_rate", "audience", "chunks", "next_chunk", "reopens"), "int", "long")
            .with(List.of("plan"), "objectId")
            .with(List.of("drafts"), "array");

    private CampaignDocument() {}

    static Document of(Campaign campaign) {
        Document document = new Document("_id", campaign.id())
                .append("name", campaign.content().name())
                .append("segment_id", campaign.content().segmentId())
                // As text: a rule's numbers are decimals of any length, BSON's are not.
                .append("rule", RuleJson.writeText(campaign.content().rule()))
                .append("template", campaign.content().template())
                .append("channel", campaign.channel())
                .append("chunk_size", campaign.chunkSize())
                .append("created_at", campaign.origin().createdAt())
                .append("status", campaign.status().code())
                .append("audience", campaign.audience())
                .append("chunks", campaign.chunks())
                .append("next_chunk", 0);
        campaign.content().headers().forEach((header, line) -> document.put(header.code(), line));
        DocumentFields.put(document, "created_by", campaign.origin().createdBy());
        DocumentFields.put(document, "scheduled_at", campaign.scheduledAt());
        DocumentFields.put(
                document, "audience_time", campaign.schedule().audienceTime().code());
        DocumentFields.put(document, "max_rate", campaign.maxRate());
        DocumentFields.put(document, "idempotency_key", campaign.origin().idempotencyKey());
        DocumentFields.put(document, "request_hash", campaign.origin().requestHash());
        DocumentFields.put(document, "planned_at", campaign.progress().plannedAt());
        DocumentFields.put(document, "started_at", campaign.startedAt());
        DocumentFields.put(document, "finished_at", campaign.finishedAt());
        return document;
    }

    static Campaign read(Document document) {
        return new Campaign(
                document.getString("_id"),
                new Content(
                        document.getString("name"),
                        document.getString("segment_id"),
                        RuleJson.read(document.getString("rule")),
                        document.getString("template"),
                        MessageHeader.given(header -> document.getString(header.code())),
                        document.getString("channel")),
                new Pace(document.getInteger("chunk_size"), document.getInteger("max_rate")),
                new Schedule(
                        DocumentFields.instantOrNull(document, "scheduled_at"),
                        AudienceTime.AT_START.code().equals(document.getString("audience_time"))
                                ? AudienceTime.AT_START
                                : AudienceTime.AT_CREATION),
                new Origin(
                        document.getString("created_by"),
                        DocumentFields.instant(document, "created_at"),
                        document.getString("idempotency_key"),
                        document.getString("request_hash")),
                new Progress(
                        CampaignStatus.of(document.getString("status")),
                        DocumentFields.whole(document, "audience"),
                        document.getInteger("chunks"),
                        DocumentFields.instantOrNull(document, "planned_at"),
                        DocumentFields.instantOrNull(document, "started_at"),
                        DocumentFields.instantOrNull(document, "finished_at")));
    }
}
