package io.minicrm.stored;

import io.minicrm.campaign.Approval;
import io.minicrm.campaign.Campaign;
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
        SERIES;

        /** The name in files. */
        public String code() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** By kind, then by key. No two entries of one store are equal in this order. */
    Comparator<Entry> ORDER = Comparator.comparing(Entry::kind).thenComparing(Entry::key);

    Kind kind();

    /** Identifies the entry among those of its kind. */
    Key key();

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
    record StoredLead(Lead lead) implements Entry {
        @Override
        public Kind kind() {
            return Kind.LEADS;
        }

        @Override
        public Key key() {
            return Key.of(lead.id());
        }
    }

    /** A consent of a lead. */
    record StoredConsent(Consent consent) implements Entry {
        @Override
        public Kind kind() {
            return Kind.CONSENTS;
        }

        @Override
        public Key key() {
            return new Key(consent.leadId(), consent.id(), 0, 0);
        }
    }

    /** The definition of an attribute. */
    record StoredAttribute(AttributeDefinition definition) implements Entry {
        @Override
        public Kind kind() {
            return Kind.ATTRIBUTES;
        }

        @Override
        public Key key() {
            return Key.of(definition.name());
        }
    }

    /** A segment. */
    record StoredSegment(Segment segment) implements Entry {
        @Override
        public Kind kind() {
            return Kind.SEGMENTS;
        }

        @Override
        public Key key() {
            return Key.of(segment.id());
        }
    }

    /** A rate limit. */
    record StoredLimit(Limit limit) implements Entry {
        @Override
        public Kind kind() {
            return Kind.LIMITS;
        }

        @Override
        public Key key() {
            return new Key(limit.scope().code(), limit.name(), 0, 0);
        }
    }

    /** A campaign. Which of its chunks are published is stored with the chunks. */
    record StoredCampaign(Campaign campaign) implements Entry {
        @Override
        public Kind kind() {
            return Kind.CAMPAIGNS;
        }

        @Override
        public Key key() {
            return Key.of(campaign.id());
        }
    }

    /**
     * A chunk of a campaign's plan.
     *
     * @param publishedAt when it was published; null before
     * @param duplicateIds its leads whose address another lead of the audience has; null if there are none
     */
    record StoredChunk(
            Chunk chunk,
            @Nullable Instant publishedAt,
            @Nullable List<String> duplicateIds) implements Entry {
        @Override
        public Kind kind() {
            return Kind.CHUNKS;
        }

        @Override
        public Key key() {
            return new Key(chunk.campaignId(), "", chunk.index(), 0);
        }
    }

    /**
     * A row of the delivery log.
     *
     * @param claim the token of its last claim, a UUID
     */
    record StoredDelivery(Delivery delivery, String claim) implements Entry {
        @Override
        public Kind kind() {
            return Kind.DELIVERIES;
        }

        @Override
        public Key key() {
            return new Key(delivery.campaignId(), delivery.leadId(), 0, 0);
        }
    }

    /** The approval of a campaign. */
    record StoredApproval(Approval approval) implements Entry {
        @Override
        public Kind kind() {
            return Kind.APPROVALS;
        }

        @Override
        public Key key() {
            return Key.of(approval.campaignId());
        }
    }

    /** A point of a campaign's series. */
    record StoredSeriesPoint(SeriesPoint point) implements Entry {
        @Override
        public Kind kind() {
            return Kind.SERIES;
        }

        @Override
        public Key key() {
            return new Key(point.campaignId(), "", point.second(), 0);
        }
    }

    /** Where a record came from that names a campaign and is now on the topic of dead letters. */
    record StoredDeadLetter(String campaignId, String topic, int partition, long offset) implements Entry {
        @Override
        public Kind kind() {
            return Kind.DEAD_LETTERS;
        }

        @Override
        public Key key() {
            return new Key(campaignId, topic, partition, offset);
        }
    }
}
