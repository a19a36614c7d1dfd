package io.minicrm.store;

import io.minicrm.campaign.Approval;
import io.minicrm.campaign.AudienceTime;
import io.minicrm.campaign.Campaign;
import io.minicrm.campaign.CampaignDraft;
import io.minicrm.campaign.CampaignStatus;
import io.minicrm.campaign.Content;
import io.minicrm.campaign.DuplicateAddresses;
import io.minicrm.campaign.MessageKey;
import io.minicrm.campaign.Origin;
import io.minicrm.campaign.Pace;
import io.minicrm.campaign.Progress;
import io.minicrm.campaign.Schedule;
import io.minicrm.chunk.Chunk;
import io.minicrm.consent.Consent;
import io.minicrm.delivery.Delivery;
import io.minicrm.delivery.DeliveryStatus;
import io.minicrm.delivery.SeriesPoint;
import io.minicrm.gate.Limits.Limit;
import io.minicrm.gate.Limits.Scope;
import io.minicrm.lead.AttributeDefinition;
import io.minicrm.lead.AttributeType;
import io.minicrm.lead.Attributes;
import io.minicrm.lead.Lead;
import io.minicrm.segment.Rule;
import io.minicrm.segment.RuleJson;
import io.minicrm.segment.Segment;
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
import io.minicrm.template.MessageHeader;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Something of everything that a store can hold, and the worst of it: in order, fit to be one archive. */
public final class StoredThings {

    /** The lead whose attributes are lists and objects. */
    public static final String STRUCTURED = "b";

    public static final Instant NOON = Instant.parse("2026-11-25T12:00:00.000Z");
    public static final Instant EPOCH = Instant.EPOCH;
    public static final Instant LAST = Instant.parse("9999-12-31T23:59:59.999Z");

    /** A campaign with each of the statuses among its messages; its second chunk is not accounted for, its third not published. */
    public static final String RUNNING = "campaign-b \"run\" \uD83D\uDE80";

    private static final String NASTY = "a \"quote\", 'another', \\ and \uD83D\uDE00\n\tline \u2028 <&> é {x} NULL";
    private static final Rule RULE = RuleJson.read("""
            {"combinator": "or", "not": true, "rules": [
              {"field": "total", "operator": "between", "value": [-1.50, 9999999999999999999999999999.123456]},
              {"field": "since", "operator": "<", "value": "2012-09-04T10:15:30.123+02:00"},
              {"field": "name", "operator": "in", "value": ["a\\"b", "😀", "NULL"]},
              {"field": "phone", "operator": "null", "value": null},
              {"combinator": "and", "not": false, "rules": [{"field": "vip", "operator": "=", "value": true}]}]}""");

    private StoredThings() {}

    /** All of a kind, in order. */
    public static List<Entry> of(Kind kind) {
        return switch (kind) {
            case LEADS -> leads();
            case CONSENTS ->
                List.of(
                        new StoredConsent(new Consent(STRUCTURED, "consent-1", NASTY, EPOCH)),
                        new StoredConsent(new Consent(STRUCTURED, "consent-2", "a form", LAST)));
            case ATTRIBUTES ->
                List.of(
                        new StoredAttribute(new AttributeDefinition(
                                "Größe 1", AttributeType.NUMBER, true, NASTY, "1.234,5", List.of("N/A", "-"))),
                        new StoredAttribute(AttributeDefinition.inferred("tags", AttributeType.LIST)));
            case SEGMENTS ->
                List.of(
                        new StoredSegment(new Segment("A", NASTY, RULE, EPOCH, LAST)),
                        new StoredSegment(new Segment("a \"\uD83D\uDE00\"", "none", all(), NOON, NOON)));
            case LIMITS ->
                List.of(
                        new StoredLimit(new Limit(Scope.CHANNEL, "simulator", Integer.MAX_VALUE)),
                        new StoredLimit(new Limit(Scope.DOMAIN, "example.com", 1)),
                        new StoredLimit(new Limit(Scope.DOMAIN, "gmail.com", 20)));
            case CAMPAIGNS -> campaigns();
            case CHUNKS ->
                List.of(
                        chunk("campaign-a", 0, NOON, "lead-1"),
                        chunk(RUNNING, 0, EPOCH, "a", "b\"{,}\\", "c", "d"),
                        chunk(RUNNING, 1, LAST, "e", "f", "g"),
                        chunk(RUNNING, 2, null, "h", "\uD83D\uDE00"));
            case DELIVERIES -> deliveries();
            case DEAD_LETTERS ->
                List.of(
                        new StoredDeadLetter("campaign-a", "campaign.send_jobs", 2, 9),
                        new StoredDeadLetter("campaign-a", "campaign.send_jobs", 2, 10),
                        new StoredDeadLetter("campaign-a", "campaign.send_jobs", 10, 0),
                        new StoredDeadLetter(RUNNING, "campaign.jobs", 0, Long.MAX_VALUE));
            case APPROVALS ->
                List.of(
                        new StoredApproval(new Approval("campaign-a", "3f0c", "user:bea@example.com", NOON)),
                        new StoredApproval(new Approval(RUNNING, "d1\"", "key:\uD83D\uDE80", LAST)));
            case SERIES ->
                List.of(
                        new StoredSeriesPoint(new SeriesPoint("campaign-a", 0, 0, 0, 0, 0, 0, 0)),
                        new StoredSeriesPoint(new SeriesPoint("campaign-a", 9, 1, 2, 3, 4, 5, 6)),
                        new StoredSeriesPoint(new SeriesPoint("campaign-a", 10, 7, 2, 3, 4, 5, 6)),
                        new StoredSeriesPoint(new SeriesPoint(
                                RUNNING, Integer.MAX_VALUE, Long.MAX_VALUE, 0, 0, 0, 0, Long.MAX_VALUE)));
            case DRAFTS ->
                List.of(
                        new StoredDraft(new CampaignDraft("draft-1", "{}", null, EPOCH, NOON, 1, null)),
                        new StoredDraft(new CampaignDraft(
                                "draft-2", NASTY, "user:bea@example.com", NOON, LAST, Integer.MAX_VALUE, "-")));
        };
    }

    /** All of it. */
    public static List<Entry> all(Kind... kinds) {
        List<Entry> all = new ArrayList<>();
        for (Kind kind : kinds.length == 0 ? Kind.values() : kinds) {
            all.addAll(of(kind));
        }
        return all;
    }

    private static Rule all() {
        return new Rule.Group(Rule.Combinator.AND, false, List.of());
    }

    private static List<Entry> leads() {
        Attributes attributes = Attributes.of(Map.of(
                "most digits",
                new BigDecimal("1234567890123456789012345678901234"),
                "small",
                new BigDecimal("-0.0000000000000000000000000000000001"),
                "zero",
                BigDecimal.ZERO,
                "hundred",
                new BigDecimal("1E+2"),
                "Größe_ß",
                NASTY,
                "empty",
                "",
                "date",
                "2012-09-04",
                "yes",
                true,
                "no",
                false));
        Attributes structured = Attributes.of(Map.of(
                "tags",
                List.of(NASTY, List.of(), new BigDecimal("0.5"), true),
                "order",
                Map.of("title", NASTY, "items", List.of(Map.of("n", 1)))));
        return List.of(
                lead("Z", null, Attributes.NONE, NOON),
                lead("a", NASTY, attributes, EPOCH),
                lead("a \"'\\", "", Attributes.of(Map.of("n", 1)), LAST),
                lead("a10", null, Attributes.NONE, NOON),
                lead("a2", null, Attributes.NONE, NOON),
                lead(STRUCTURED, null, structured, NOON),
                lead("é", null, Attributes.NONE, NOON),
                lead("\uD83D\uDE00", null, Attributes.NONE, NOON));
    }

    private static StoredLead lead(String id, @Nullable String text, Attributes attributes, Instant at) {
        return new StoredLead(new Lead(id, text, text, text, text != null, attributes, at));
    }

    private static List<Entry> campaigns() {
        return List.of(
                new StoredCampaign(new Campaign(
                        "campaign-a",
                        new Content("Done", "A", all(), "Hi {{name}}", Map.of(), "simulator", DuplicateAddresses.SKIP),
                        new Pace(1, null),
                        Schedule.NOW,
                        new Origin(null, EPOCH, null, null),
                        new Progress(CampaignStatus.COMPLETED, 1, 1, NOON, NOON, LAST))),
                new StoredCampaign(new Campaign(
                        RUNNING,
                        new Content(
                                NASTY,
                                "gone",
                                RULE,
                                NASTY,
                                Map.of(MessageHeader.SUBJECT, "{{ name | default: \"\uD83D\uDE00\" }}"),
                                "webhook",
                                DuplicateAddresses.SEND),
                        new Pace(4, 7),
                        new Schedule(LAST, AudienceTime.AT_START),
                        new Origin(NASTY, NOON, "key-1", "hash"),
                        new Progress(CampaignStatus.RUNNING, 9, 3, NOON, NOON, null))),
                new StoredCampaign(new Campaign(
                        "campaign-c",
                        new Content(
                                "Not planned yet", "A", all(), "Hi", Map.of(), "simulator", DuplicateAddresses.SKIP),
                        new Pace(200, null),
                        Schedule.NOW,
                        new Origin(null, NOON, null, null),
                        Progress.queued(1_000, 5))));
    }

    private static StoredChunk chunk(String campaign, int index, @Nullable Instant published, String... leads) {
        return new StoredChunk(
                new Chunk(
                        "job-%s-%d-1757656477507-kz2rrf".formatted(campaign, index),
                        campaign,
                        index,
                        List.of(leads),
                        NOON),
                published,
                leads.length > 2 ? List.of(leads[1], leads[2]) : null);
    }

    private static List<Entry> deliveries() {
        return List.of(
                delivery("campaign-a", "lead-1", 0, DeliveryStatus.DELIVERED, 1, "message-1"),
                delivery(RUNNING, "a", 0, DeliveryStatus.RETRYING, 3, null),
                delivery(RUNNING, "b\"{,}\\", 0, DeliveryStatus.UNKNOWN, 1, null),
                delivery(RUNNING, "c", 0, DeliveryStatus.SKIPPED, 1, null),
                delivery(RUNNING, "d", 0, DeliveryStatus.BOUNCED, 2, NASTY),
                delivery(RUNNING, "e", 1, DeliveryStatus.SENDING, 1, null),
                delivery(RUNNING, "f", 1, DeliveryStatus.FAILED, 10_000, null),
                delivery(RUNNING, "g", 1, DeliveryStatus.POSTPONED, 4, null));
    }

    private static StoredDelivery delivery(
            String campaign, String lead, int chunk, DeliveryStatus status, int round, @Nullable String message) {
        return new StoredDelivery(
                new Delivery(
                        MessageKey.of(campaign, lead),
                        chunk,
                        status,
                        round,
                        round - 1,
                        message,
                        status.isSent() ? null : NASTY,
                        EPOCH,
                        LAST,
                        status.isWaiting() ? LAST : null,
                        status == DeliveryStatus.POSTPONED ? "domain:" + NASTY : null,
                        status == DeliveryStatus.POSTPONED),
                UUID.nameUUIDFromBytes(new byte[] {(byte) round}).toString());
    }
}
