package io.minicrm.stored;

import io.minicrm.campaign.Approval;
import io.minicrm.campaign.Campaign;
import io.minicrm.campaign.CampaignDraft;
import io.minicrm.chunk.Chunk;
import io.minicrm.consent.Consent;
import io.minicrm.delivery.Delivery;
import io.minicrm.delivery.SeriesPoint;
import io.minicrm.gate.Limits.Limit;
import io.minicrm.lead.AttributeDefinition;
import io.minicrm.lead.Lead;
import io.minicrm.segment.Segment;
import io.minicrm.text.CodePoints;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One thing that a store holds. Tallies and leases are not entries: tallies are recounted, and leases belong to
 * processes.
 */
public sealed interface Entry {

    /** What a store holds, in the order in which it is moved: an entry comes after those that it refers to. */
    enum Kind {
        LEADS,
        CONSENTS,
        ATTRIBUTES,
        SEGMENTS,
        LIMITS,
        CAMPAIGNS,
        CHUNKS,
        DELIVERIES,
        DEAD_LETTERS,
        APPROVALS,
        SERIES,
        DRAFTS;

        /** The name in files. */
        public String code() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** By kind, then by key. No two entries of one store are equal in this order. */
    Comparator<Entry> ORDER = Comparator.comparing(Entry::kind).thenComparing(Entry::key);

    default Kind kind() {
        return switch (this) {
            case StoredLead _ -> Kind.LEADS;
            case StoredConsent _ -> Kind.CONSENTS;
            case StoredAttribute _ -> Kind.ATTRIBUTES;
            case StoredSegment _ -> Kind.SEGMENTS;
            case StoredLimit _ -> Kind.LIMITS;
            case StoredCampaign _ -> Kind.CAMPAIGNS;
            case StoredChunk _ -> Kind.CHUNKS;
            case StoredDelivery _ -> Kind.DELIVERIES;
            case StoredApproval _ -> Kind.APPROVALS;
            case StoredSeriesPoint _ -> Kind.SERIES;
            case StoredDraft _ -> Kind.DRAFTS;
            case StoredDeadLetter _ -> Kind.DEAD_LETTERS;
        };
    }

    /** Identifies the entry among those of its kind. */
    default Key key() {
        return switch (this) {
            case StoredLead(var lead) -> Key.of(lead.id());
            case StoredConsent(var consent) -> new Key(consent.leadId(), consent.id(), 0, 0);
            case StoredAttribute(var definition) -> Key.of(definition.name());
            case StoredSegment(var segment) -> Key.of(segment.id());
            case StoredLimit(var limit) -> new Key(limit.scope().code(), limit.name(), 0, 0);
            case StoredCampaign(var campaign) -> Key.of(campaign.id());
            case StoredChunk(var chunk, var _, var _) -> new Key(chunk.campaignId(), "", chunk.index(), 0);
            case StoredDelivery(var delivery, var _) -> new Key(delivery.campaignId(), delivery.leadId(), 0, 0);
            case StoredApproval(var approval) -> Key.of(approval.campaignId());
            case StoredSeriesPoint(var point) -> new Key(point.campaignId(), "", point.second(), 0);
            case StoredDraft(var draft) -> Key.of(draft.id());
            case StoredDeadLetter(var campaignId, var topic, var partition, var offset) ->
                new Key(campaignId, topic, partition, offset);
        };
    }

    /** A key: two texts, then two numbers. Keys with fewer parts have an empty text or 0 for the others. */
    record Key(String text, String secondText, long number, long secondNumber) implements Comparable<Key> {

        /** Comes before every key. */
        public static final Key START = new Key("", "", -1, -1);

        private static final Comparator<Key> PARTS = Comparator.comparing(Key::text, CodePoints::compare)
                .thenComparing(Key::secondText, CodePoints::compare)
                .thenComparingLong(Key::number)
                .thenComparingLong(Key::secondNumber);

        static Key of(String id) {
            return new Key(id, "", 0, 0);
        }

        @Override
        public int compareTo(Key other) {
            return PARTS.compare(this, other);
        }
    }

    /** A lead. */
    record StoredLead(Lead lead) implements Entry {}

    /** A consent of a lead. */
    record StoredConsent(Consent consent) implements Entry {}

    /** The definition of an attribute. */
    record StoredAttribute(AttributeDefinition definition) implements Entry {}

    /** A segment. */
    record StoredSegment(Segment segment) implements Entry {}

    /** A rate limit. */
    record StoredLimit(Limit limit) implements Entry {}

    /** A campaign. Which of its chunks are published is stored with the chunks. */
    record StoredCampaign(Campaign campaign) implements Entry {}

    /**
     * A chunk of a campaign's plan.
     *
     * @param publishedAt when it was published; null before
     * @param duplicateIds its leads whose address another lead of the audience has; null if there are none
     */
    record StoredChunk(
            Chunk chunk,
            @Nullable Instant publishedAt,
            @Nullable List<String> duplicateIds) implements Entry {}

    /**
     * A row of the delivery log.
     *
     * @param claim the token of its last claim, a UUID
     */
    record StoredDelivery(Delivery delivery, String claim) implements Entry {}

    /** The approval of a campaign. */
    record StoredApproval(Approval approval) implements Entry {}

    /** A point of a campaign's series. */
    record StoredSeriesPoint(SeriesPoint point) implements Entry {}

    /** A draft of a campaign. */
    record StoredDraft(CampaignDraft draft) implements Entry {}

    /** Where a record came from that names a campaign and is now on the topic of dead letters. */
    record StoredDeadLetter(String campaignId, String topic, int partition, long offset) implements Entry {}
}
