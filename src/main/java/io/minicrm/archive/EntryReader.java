package io.minicrm.archive;

import io.minicrm.archive.Entry.StoredCampaign;
import io.minicrm.archive.Entry.StoredChunk;
import io.minicrm.archive.Entry.StoredDeadLetter;
import io.minicrm.archive.Entry.StoredDelivery;
import io.minicrm.archive.Entry.StoredLead;
import io.minicrm.archive.Entry.StoredLimit;
import io.minicrm.archive.Entry.StoredSegment;
import io.minicrm.campaign.Campaign;
import io.minicrm.campaign.CampaignStatus;
import io.minicrm.campaign.Content;
import io.minicrm.campaign.MessageKey;
import io.minicrm.campaign.Origin;
import io.minicrm.campaign.Pace;
import io.minicrm.campaign.Progress;
import io.minicrm.campaign.Schedule;
import io.minicrm.chunk.Chunk;
import io.minicrm.delivery.Delivery;
import io.minicrm.delivery.DeliveryStatus;
import io.minicrm.gate.Limits.Limit;
import io.minicrm.gate.Limits.Scope;
import io.minicrm.lead.Attributes;
import io.minicrm.lead.InvalidLeadException;
import io.minicrm.lead.Lead;
import io.minicrm.problem.FieldProblem;
import io.minicrm.segment.InvalidRuleException;
import io.minicrm.segment.Rule;
import io.minicrm.segment.RuleJson;
import io.minicrm.segment.Segment;
import io.minicrm.template.MessageHeader;
import io.minicrm.template.MessageTemplate;
import io.minicrm.template.TemplateSyntaxException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Reads what {@link EntryJson} writes, and trusts nothing: whatever no store of ours would hold is an error of a field. */
final class EntryReader {

    private static final int MAX_NAME = 1_000;
    private static final int MAX_TEXT = 10_000;
    private static final int MAX_COUNTED = 10_000;
    private static final int MAX_ROUND = 1_000_000_000;
    private static final int MAX_CHUNK_INDEX = 999_999_999;

    private EntryReader() {}

    /**
     * @throws InvalidFieldException when it is no entry
     */
    static Entry read(LineFields line) {
        Entry entry = switch (line.choice(EntryJson.COLLECTION, EntryJson.KINDS, Entry.Kind::code)) {
            case LEADS -> new StoredLead(lead(line));
            case SEGMENTS -> new StoredSegment(segment(line));
            case LIMITS -> new StoredLimit(limit(line));
            case CAMPAIGNS -> new StoredCampaign(campaign(line));
            case CHUNKS -> new StoredChunk(chunk(line), line.timeOrNull("published_at"));
            case DELIVERIES -> delivery(line);
            case DEAD_LETTERS -> deadLetter(line);
        };
        line.end();
        return entry;
    }

    private static Lead lead(LineFields line) {
        try {
            return new Lead(
                    line.id("id"),
                    line.textOrNull("name", Lead.MAX_TEXT_LENGTH),
                    line.textOrNull("email", Lead.MAX_TEXT_LENGTH),
                    line.textOrNull("phone", Lead.MAX_TEXT_LENGTH),
                    line.flag("unsubscribed"),
                    attributes(line.value("attributes")),
                    line.time("created_at"));
        } catch (InvalidLeadException invalid) {
            throw new InvalidFieldException(invalid.problem(), invalid);
        }
    }

    private static Attributes attributes(JsonNode json) {
        if (!json.isObject()) {
            throw LineFields.wrong("attributes", json, "give an object such as {\"age\": 30}");
        }
        Map<String, Object> values = HashMap.newHashMap(json.size());
        json.properties().forEach(property -> {
            JsonNode value = property.getValue();
            values.put(
                    property.getKey(),
                    switch (value.getNodeType()) {
                        case STRING -> value.stringValue();
                        case BOOLEAN -> value.booleanValue();
                        case NUMBER -> value.decimalValue();
                        default ->
                            throw LineFields.wrong(
                                    "attributes." + property.getKey(), value, "give a text, a number, true or false");
                    });
        });
        try {
            return Attributes.of(values);
        } catch (InvalidLeadException invalid) {
            FieldProblem problem = invalid.problem();
            throw new InvalidFieldException(
                    values.containsKey(problem.field()) ? problem.in("attributes") : problem, invalid);
        }
    }

    private static Segment segment(LineFields line) {
        return new Segment(
                line.id("id"),
                line.text("name", MAX_NAME),
                rule(line),
                line.time("created_at"),
                line.time("updated_at"));
    }

    private static Rule rule(LineFields line) {
        try {
            return RuleJson.read(line.value("rule").toString());
        } catch (InvalidRuleException invalid) {
            throw new InvalidFieldException("rule", String.valueOf(invalid.getMessage()), invalid);
        }
    }

    private static Limit limit(LineFields line) {
        return new Limit(
                line.choice("scope", List.of(Scope.values()), EntryReader::name),
                line.id("name"),
                line.integer("per_second", 1, Integer.MAX_VALUE));
    }

    private static Campaign campaign(LineFields line) {
        return new Campaign(
                line.id("id"),
                new Content(
                        line.text("name", MAX_NAME),
                        line.id("segment_id"),
                        rule(line),
                        template("template", line.text("template", MessageTemplate.MAX_SOURCE_LENGTH)),
                        MessageHeader.SUBJECT.with(subject(line)),
                        line.id("channel")),
                new Pace(
                        line.integer("chunk_size", 1, MAX_COUNTED),
                        line.integerOrNull("max_rate", 1, Integer.MAX_VALUE)),
                new Schedule(line.timeOrNull("scheduled_at")),
                new Origin(
                        line.textOrNull("created_by", MAX_NAME),
                        line.time("created_at"),
                        line.textOrNull("idempotency_key", MAX_NAME),
                        line.textOrNull("request_hash", MAX_NAME)),
                new Progress(
                        line.choice("status", List.of(CampaignStatus.values()), CampaignStatus::code),
                        line.whole("audience", 0, Long.MAX_VALUE),
                        line.integer("chunks", 0, Integer.MAX_VALUE),
                        line.timeOrNull("planned_at"),
                        line.timeOrNull("started_at"),
                        line.timeOrNull("finished_at")));
    }

    /** One that cannot be read would stop the workers that come to it. */
    private static String template(String field, String source) {
        try {
            MessageTemplate.parse(source);
        } catch (TemplateSyntaxException invalid) {
            throw new InvalidFieldException(field, "cannot be read: " + invalid.getMessage(), invalid);
        }
        return source;
    }

    private static @Nullable String subject(LineFields line) {
        String subject = line.textOrNull("subject", MessageTemplate.MAX_SOURCE_LENGTH);
        return subject == null ? null : template("subject", subject);
    }

    private static Chunk chunk(LineFields line) {
        String campaign = line.id("campaign_id");
        int index = line.integer("index", 0, MAX_CHUNK_INDEX);
        String start = "job-%s-%d-".formatted(campaign, index);
        String jobId = line.text("job_id", 2 * MAX_NAME);
        if (!jobId.startsWith(start) || !jobId.substring(start.length()).matches("[0-9]+-[0-9a-z]{6}")) {
            throw LineFields.wrong(
                    "job_id", line.value("job_id"), "give %s{milliseconds}-{6 characters}".formatted(start));
        }
        return new Chunk(jobId, campaign, index, line.ids("lead_ids"), line.time("created_at"));
    }

    private static StoredDelivery delivery(LineFields line) {
        DeliveryStatus status = line.choice("status", List.of(DeliveryStatus.values()), DeliveryStatus::code);
        Instant nextAttemptAt = line.timeOrNull("next_attempt_at");
        if (status.isWaiting() && nextAttemptAt == null) {
            throw new InvalidFieldException(
                    "next_attempt_at", "is missing; a waiting message is never sent without it");
        }
        return new StoredDelivery(
                new Delivery(
                        MessageKey.of(line.id("campaign_id"), line.id("lead_id")),
                        line.integer("chunk_index", 0, MAX_CHUNK_INDEX),
                        status,
                        // Archives of before rounds existed name them attempts.
                        line.integer(line.has("round") ? "round" : "attempt", 1, MAX_ROUND),
                        line.integer("failures", 0, MAX_COUNTED),
                        line.textOrNull("provider_message_id", MAX_TEXT),
                        line.textOrNull("error", MAX_TEXT),
                        line.time("claimed_at"),
                        line.time("updated_at"),
                        nextAttemptAt),
                claim(line));
    }

    private static String claim(LineFields line) {
        String claim = line.text("claim", MAX_NAME);
        try {
            if (UUID.fromString(claim).toString().equals(claim)) {
                return claim;
            }
        } catch (IllegalArgumentException noUuid) {
            throw LineFields.wrong("claim", line.value("claim"), "give a UUID in lower case");
        }
        throw LineFields.wrong("claim", line.value("claim"), "give a UUID in lower case");
    }

    private static StoredDeadLetter deadLetter(LineFields line) {
        return new StoredDeadLetter(
                line.id("campaign_id"),
                line.id("topic"),
                line.integer("partition", 0, Integer.MAX_VALUE),
                line.whole("offset", 0, Long.MAX_VALUE));
    }

    /** The name of a constant in files. */
    static String name(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
