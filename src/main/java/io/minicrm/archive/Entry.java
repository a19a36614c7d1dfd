package io.minicrm.archive;

import io.minicrm.campaign.Campaign;
import io.minicrm.chunk.Chunk;
import io.minicrm.delivery.Delivery;
import io.minicrm.gate.Limits.Limit;
import io.minicrm.lead.Lead;
import io.minicrm.segment.Segment;
import java.time.Instant;
import java.util.Comparator;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** One thing that a store holds. Tallies and leases are none: the first are recounted, the second belong to processes. */
public sealed interface Entry {

    /** What there is, in the order in which it is moved: what an entry refers to comes before it. */
    enum Kind {
        LEADS,
        SEGMENTS,
        LIMITS,
        CAMPAIGNS,
        CHUNKS,
        DELIVERIES,
        DEAD_LETTERS;

        /** The name in files. */
        public String code() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** By kind, then by key; texts by code point. No two entries of one store are equal in it. */
    Comparator<Entry> ORDER = Comparator.comparing(Entry::kind).thenComparing(Entry::compareKeys);

    /** What it is one of. */
    Kind kind();

    /** A lead; its id is the key. */
    record StoredLead(Lead lead) implements Entry {
        @Override
        public Kind kind() {
            return Kind.LEADS;
        }
    }

    /** A segment; its id is the key. */
    record StoredSegment(Segment segment) implements Entry {
        @Override
        public Kind kind() {
            return Kind.SEGMENTS;
        }
    }

    /** A limit; scope and name are the key. */
    record StoredLimit(Limit limit) implements Entry {
        @Override
        public Kind kind() {
            return Kind.LIMITS;
        }
    }

    /** A campaign; its id is the key. How far it is published is told by its chunks. */
    record StoredCampaign(Campaign campaign) implements Entry {
        @Override
        public Kind kind() {
            return Kind.CAMPAIGNS;
        }
    }

    /**
     * A chunk of a campaign's plan; campaign and index are the key.
     *
     * @param publishedAt when it was published; null before
     */
    record StoredChunk(Chunk chunk, @Nullable Instant publishedAt) implements Entry {
        @Override
        public Kind kind() {
            return Kind.CHUNKS;
        }
    }

    /**
     * A row of the delivery log; campaign and lead are the key.
     *
     * @param claim the token of its last claim, a UUID
     */
    record StoredDelivery(Delivery delivery, String claim) implements Entry {
        @Override
        public Kind kind() {
            return Kind.DELIVERIES;
        }
    }

    /** The note of a record that went to the dead letters; all of it is the key. */
    record StoredDeadLetter(String campaignId, String topic, int partition, long offset) implements Entry {
        @Override
        public Kind kind() {
            return Kind.DEAD_LETTERS;
        }
    }

    private static int compareKeys(Entry one, Entry other) {
        return switch (one) {
            case StoredLead(Lead lead)
            when other instanceof StoredLead(Lead next) -> CodePoints.compare(lead.id(), next.id());
            case StoredSegment(Segment segment)
            when other instanceof StoredSegment(Segment next) -> CodePoints.compare(segment.id(), next.id());
            case StoredLimit(Limit limit)
            when other instanceof StoredLimit(Limit next) ->
                first(limit.scope().compareTo(next.scope()), CodePoints.compare(limit.name(), next.name()));
            case StoredCampaign(Campaign campaign)
            when other instanceof StoredCampaign(Campaign next) -> CodePoints.compare(campaign.id(), next.id());
            case StoredChunk(Chunk chunk, var _)
            when other instanceof StoredChunk(Chunk next, var _) ->
                first(
                        CodePoints.compare(chunk.campaignId(), next.campaignId()),
                        Integer.compare(chunk.index(), next.index()));
            case StoredDelivery(Delivery row, var _)
            when other instanceof StoredDelivery(Delivery next, var _) ->
                first(
                        CodePoints.compare(row.campaignId(), next.campaignId()),
                        CodePoints.compare(row.leadId(), next.leadId()));
            case StoredDeadLetter letter
            when other instanceof StoredDeadLetter next ->
                first(
                        CodePoints.compare(letter.campaignId(), next.campaignId()),
                        CodePoints.compare(letter.topic(), next.topic()),
                        Integer.compare(letter.partition(), next.partition()),
                        Long.compare(letter.offset(), next.offset()));
            default -> throw new IllegalArgumentException("%s and %s are of two kinds".formatted(one, other));
        };
    }

    private static int first(int... comparisons) {
        for (int comparison : comparisons) {
            if (comparison != 0) {
                return comparison;
            }
        }
        return 0;
    }
}
