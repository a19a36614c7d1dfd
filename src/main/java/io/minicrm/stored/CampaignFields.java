package io.minicrm.stored;

import io.minicrm.campaign.AudienceTime;
import io.minicrm.campaign.Campaign;
import io.minicrm.campaign.CampaignStatus;
import io.minicrm.campaign.Content;
import io.minicrm.campaign.DuplicateAddresses;
import io.minicrm.campaign.Origin;
import io.minicrm.campaign.Pace;
import io.minicrm.campaign.Progress;
import io.minicrm.campaign.Schedule;
import io.minicrm.segment.Rule;
import io.minicrm.template.MessageHeader;
import io.minicrm.template.MessageTemplate;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The fields of a campaign. */
public final class CampaignFields {

    private static final int MAX_TEXT = 1_000;
    private static final int MAX_CHUNK_SIZE = 10_000;

    private static final FieldList<Campaign> FIELDS = new FieldList<>();

    private static final StoredField<Campaign, String> ID = FIELDS.required("id", new FieldType.Id(), Campaign::id);
    private static final StoredField<Campaign, String> NAME = FIELDS.required(
            "name", FieldList.text(MAX_TEXT), campaign -> campaign.content().name());
    private static final StoredField<Campaign, String> SEGMENT_ID = FIELDS.required(
            "segment_id", new FieldType.Id(), campaign -> campaign.content().segmentId());
    private static final StoredField<Campaign, Rule> RULE = FIELDS.required(
            "rule", new FieldType.RuleText(), campaign -> campaign.content().rule());
    private static final StoredField<Campaign, String> TEMPLATE = FIELDS.required(
            "template",
            FieldList.text(MessageTemplate.MAX_SOURCE_LENGTH),
            campaign -> campaign.content().template());
    private static final StoredField<Campaign, Map<String, String>> HEADERS = FIELDS.optional(
            "subject",
            "headers",
            new FieldType.Texts(MessageHeader.codes(), MessageTemplate.MAX_SOURCE_LENGTH),
            CampaignFields::headers);
    private static final StoredField<Campaign, String> CHANNEL =
            FIELDS.required("channel", new FieldType.Id(), Campaign::channel);
    private static final StoredField<Campaign, DuplicateAddresses> DUPLICATE_ADDRESSES = FIELDS.optional(
            "duplicate_addresses",
            FieldList.oneOf(DuplicateAddresses.values(), DuplicateAddresses::code),
            campaign -> campaign.content().duplicateAddresses());
    private static final StoredField<Campaign, Integer> CHUNK_SIZE =
            FIELDS.required("chunk_size", new FieldType.Int(1, MAX_CHUNK_SIZE), Campaign::chunkSize);
    private static final StoredField<Campaign, String> CREATED_BY = FIELDS.optional(
            "created_by",
            FieldList.text(MAX_TEXT),
            campaign -> campaign.origin().createdBy());
    private static final StoredField<Campaign, Instant> CREATED_AT = FIELDS.required(
            "created_at", new FieldType.Time(), campaign -> campaign.origin().createdAt());
    private static final StoredField<Campaign, Instant> SCHEDULED_AT =
            FIELDS.optional("scheduled_at", new FieldType.Time(), Campaign::scheduledAt);
    private static final StoredField<Campaign, AudienceTime> AUDIENCE_TIME = FIELDS.optional(
            "audience_time",
            FieldList.oneOf(AudienceTime.values(), AudienceTime::code),
            campaign -> campaign.schedule().audienceTime());
    private static final StoredField<Campaign, Integer> MAX_RATE =
            FIELDS.optional("max_rate", new FieldType.Int(1, Integer.MAX_VALUE), Campaign::maxRate);
    private static final StoredField<Campaign, String> IDEMPOTENCY_KEY = FIELDS.optional(
            "idempotency_key",
            FieldList.text(MAX_TEXT),
            campaign -> campaign.origin().idempotencyKey());
    private static final StoredField<Campaign, String> REQUEST_HASH = FIELDS.optional(
            "request_hash",
            FieldList.text(MAX_TEXT),
            campaign -> campaign.origin().requestHash());
    private static final StoredField<Campaign, CampaignStatus> STATUS =
            FIELDS.required("status", FieldList.oneOf(CampaignStatus.values(), CampaignStatus::code), Campaign::status);
    private static final StoredField<Campaign, Long> AUDIENCE =
            FIELDS.required("audience", new FieldType.Whole(0, Long.MAX_VALUE), Campaign::audience);
    private static final StoredField<Campaign, Integer> CHUNKS =
            FIELDS.required("chunks", new FieldType.Int(0, Integer.MAX_VALUE), Campaign::chunks);
    private static final StoredField<Campaign, Instant> PLANNED_AT = FIELDS.optional(
            "planned_at", new FieldType.Time(), campaign -> campaign.progress().plannedAt());
    private static final StoredField<Campaign, Instant> STARTED_AT =
            FIELDS.optional("started_at", new FieldType.Time(), Campaign::startedAt);
    private static final StoredField<Campaign, Instant> FINISHED_AT =
            FIELDS.optional("finished_at", new FieldType.Time(), Campaign::finishedAt);

    public static final Mapping<Campaign> MAPPING = FIELDS.read(CampaignFields::read);

    private CampaignFields() {}

    private static @Nullable Map<String, String> headers(Campaign campaign) {
        Map<String, String> headers = new LinkedHashMap<>();
        campaign.content().headers().forEach((header, line) -> headers.put(header.code(), line));
        return headers.isEmpty() ? null : headers;
    }

    private static Campaign read(FieldValues values) {
        return new Campaign(
                values.get(ID),
                new Content(
                        values.get(NAME),
                        values.get(SEGMENT_ID),
                        values.get(RULE),
                        values.get(TEMPLATE),
                        readHeaders(values),
                        values.get(CHANNEL),
                        duplicateAddresses(values)),
                new Pace(values.get(CHUNK_SIZE), values.find(MAX_RATE)),
                schedule(values),
                new Origin(
                        values.find(CREATED_BY),
                        values.get(CREATED_AT),
                        values.find(IDEMPOTENCY_KEY),
                        values.find(REQUEST_HASH)),
                new Progress(
                        values.get(STATUS),
                        values.get(AUDIENCE),
                        values.get(CHUNKS),
                        values.find(PLANNED_AT),
                        values.find(STARTED_AT),
                        values.find(FINISHED_AT)));
    }

    /**
     * Campaigns of earlier versions say nothing. Their plans skip no duplicates; what is not planned yet is planned
     * like new campaigns.
     */
    private static DuplicateAddresses duplicateAddresses(FieldValues values) {
        DuplicateAddresses choice = values.find(DUPLICATE_ADDRESSES);
        if (choice != null) {
            return choice;
        }
        return values.find(PLANNED_AT) == null ? DuplicateAddresses.SKIP : DuplicateAddresses.SEND;
    }

    /** Campaigns of earlier versions froze their audience when they were created. */
    private static Schedule schedule(FieldValues values) {
        AudienceTime time = values.find(AUDIENCE_TIME);
        return new Schedule(values.find(SCHEDULED_AT), time == null ? AudienceTime.AT_CREATION : time);
    }

    private static Map<MessageHeader, String> readHeaders(FieldValues values) {
        Map<String, String> headers = values.find(HEADERS);
        return headers == null ? Map.of() : MessageHeader.given(header -> headers.get(header.code()));
    }
}
