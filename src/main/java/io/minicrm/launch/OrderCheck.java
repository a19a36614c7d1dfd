package io.minicrm.launch;

import io.minicrm.campaign.AudienceTime;
import io.minicrm.campaign.DuplicateAddresses;
import io.minicrm.campaign.Schedule;
import io.minicrm.chunk.ChunkPolicy;
import io.minicrm.chunk.InvalidChunkSizeException;
import io.minicrm.delivery.TemplateValues;
import io.minicrm.problem.FieldProblem;
import io.minicrm.problem.InputFault;
import io.minicrm.segment.Segment;
import io.minicrm.segment.Segments;
import io.minicrm.template.MessageTemplate;
import io.minicrm.template.TemplateSyntaxException;
import io.minicrm.text.Blank;
import io.minicrm.text.Excerpt;
import io.minicrm.text.Similar;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Checks orders for campaigns. It reports everything that is wrong with an order at once. */
public final class OrderCheck {

    static final int MAX_NAME_LENGTH = 200;
    private static final int MAX_KEY_LENGTH = 255;

    /** Clocks differ, and requests take their time. */
    static final Duration JUST_PASSED = Duration.ofMinutes(1);

    /**
     * The audience of a campaign that starts later than this is frozen when it starts, unless the order says otherwise.
     */
    private static final Duration FROZEN_AHEAD = Duration.ofDays(1);

    private final Segments segments;
    private final Supplier<Set<String>> attributes;
    private final ChunkPolicy policy;
    private final Set<String> channels;
    private final String defaultChannel;

    /**
     * @param attributes reads the names of the attributes that leads have
     * @param channels the names of the installed channels
     * @param defaultChannel the channel of orders that name none
     */
    public OrderCheck(
            Segments segments,
            Supplier<Set<String>> attributes,
            ChunkPolicy policy,
            Set<String> channels,
            String defaultChannel) {
        this.segments = segments;
        this.attributes = attributes;
        this.policy = policy;
        this.channels = new TreeSet<>(channels);
        this.defaultChannel = defaultChannel;
    }

    /** What every valid order has. */
    record Checked(
            String name,
            Segment segment,
            String template,
            String channel,
            DuplicateAddresses duplicateAddresses,
            Schedule schedule) {}

    /** @throws InvalidCampaignException naming every invalid field */
    Checked order(CampaignOrder order, Instant now) {
        var problems = new ProblemList();
        String name = problems.required("name", order.name());
        problems.checkLength("name", name, MAX_NAME_LENGTH);
        problems.checkLength("created_by", order.createdBy(), MAX_NAME_LENGTH);
        Segment segment = segment(problems.required("segment_id", order.segmentId()), problems);
        String template = problems.required("message_template", order.messageTemplate());
        checkTemplate("message_template", template, problems);
        order.headers().forEach((header, line) -> checkHeader(header.code(), line, problems));
        String channel = order.channel() == null ? defaultChannel : order.channel();
        if (!channels.contains(channel)) {
            problems.add(
                    InputFault.CONFLICT,
                    "channel",
                    "is \"%s\"; installed are %s"
                            .formatted(Excerpt.quote(channel, MAX_NAME_LENGTH), String.join(", ", channels)));
        }
        checkChunkSize(order.chunkSize(), problems);
        if (order.maxRate() != null && order.maxRate() < 1) {
            problems.add(
                    "max_rate", "is %d; give 1 message per second or more, or leave it out".formatted(order.maxRate()));
        }
        DuplicateAddresses duplicateAddresses = duplicateAddresses(order.duplicateAddresses(), problems);
        Schedule schedule = schedule(order, now, problems);
        if (name == null || segment == null || template == null || !problems.all.isEmpty()) {
            throw new InvalidCampaignException(problems.fault, problems.all);
        }
        return new Checked(name, segment, template, channel, duplicateAddresses, schedule);
    }

    private static DuplicateAddresses duplicateAddresses(@Nullable String given, ProblemList problems) {
        if (given == null) {
            return DuplicateAddresses.SKIP;
        }
        return Arrays.stream(DuplicateAddresses.values())
                .filter(choice -> choice.code().equals(given))
                .findFirst()
                .orElseGet(() -> {
                    problems.add(
                            "duplicate_addresses",
                            "is \"%s\"; give skip or send".formatted(Excerpt.quote(given, MAX_NAME_LENGTH)));
                    return DuplicateAddresses.SKIP;
                });
    }

    /** A time that has just passed means now; an earlier one is a mistake in the date or its zone. */
    private static Schedule schedule(CampaignOrder order, Instant now, ProblemList problems) {
        Instant at = order.scheduledAt();
        if (at != null && at.isBefore(now.minus(JUST_PASSED))) {
            problems.add(InputFault.CONFLICT, "scheduled_at", "is in the past; give a time in the future, or now");
        }
        AudienceTime chosen =
                at != null && at.isAfter(now.plus(FROZEN_AHEAD)) ? AudienceTime.AT_START : AudienceTime.AT_CREATION;
        String audience = order.audience();
        if (audience == null) {
            return new Schedule(at, chosen);
        }
        return Arrays.stream(AudienceTime.values())
                .filter(time -> time.code().equals(audience))
                .findFirst()
                .map(time -> new Schedule(at, time))
                .orElseGet(() -> {
                    problems.add(
                            "audience",
                            "is \"%s\"; give at_start or at_creation"
                                    .formatted(Excerpt.quote(audience, MAX_NAME_LENGTH)));
                    return new Schedule(at, chosen);
                });
    }

    /** @throws InvalidCampaignException if the text is not valid as an idempotency key */
    void key(String key) {
        if (key.isBlank() || key.length() > MAX_KEY_LENGTH || !key.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
            throw new InvalidCampaignException(List.of(new FieldProblem(
                    "Idempotency-Key",
                    "must be 1 to %d printable ASCII characters without spaces, for example a UUID"
                            .formatted(MAX_KEY_LENGTH))));
        }
    }

    /** The chunk size of a valid order: the given one, or the one that the policy chooses for that many leads. */
    int chunkSize(CampaignOrder order, long leads) {
        Integer given = order.chunkSize();
        return given == null ? policy.sizeFor(leads) : given;
    }

    private @Nullable Segment segment(@Nullable String id, ProblemList problems) {
        if (id == null) {
            return null;
        }
        Optional<Segment> segment = segments.find(id);
        if (segment.isEmpty()) {
            problems.add(
                    InputFault.NOT_FOUND,
                    "segment_id",
                    "is \"%s\"; there is no such segment".formatted(Excerpt.quote(id, MAX_NAME_LENGTH)));
        }
        return segment.orElse(null);
    }

    private void checkTemplate(String field, @Nullable String template, ProblemList problems) {
        if (template == null) {
            return;
        }
        try {
            checkVariables(field, MessageTemplate.parse(template).required(), problems);
        } catch (TemplateSyntaxException invalid) {
            problems.add(field, String.valueOf(invalid.getMessage()));
        }
    }

    /** A variable that no lead has is almost always a misspelt name, and every message would lack the text. */
    private void checkVariables(String field, Set<String> required, ProblemList problems) {
        var unknown = new TreeSet<>(required);
        TemplateValues.CORE.forEach(unknown::remove);
        if (unknown.isEmpty()) {
            return;
        }
        Set<String> known = new TreeSet<>(attributes.get());
        unknown.removeAll(known);
        known.addAll(TemplateValues.CORE);
        for (String name : unknown) {
            String meant = Similar.to(name, known).stream()
                    .findFirst()
                    .map("did you mean \"%s\"? Otherwise "::formatted)
                    .orElse("");
            problems.add(
                    InputFault.CONFLICT,
                    field,
                    "reads \"%s\", which no lead has; %sgive a default, as in {{ name | default: \"there\" }}"
                            .formatted(Excerpt.quote(name, MAX_NAME_LENGTH), meant));
        }
    }

    private void checkHeader(String field, String template, ProblemList problems) {
        if (Blank.is(template)) {
            problems.add(field, "is empty; give a text, or leave it out");
        } else if (template.chars().anyMatch(Character::isISOControl)) {
            problems.add(field, "contains a line break or control character; give one line");
        } else {
            checkTemplate(field, template, problems);
        }
    }

    private void checkChunkSize(@Nullable Integer size, ProblemList problems) {
        if (size == null) {
            return;
        }
        try {
            policy.check(size);
        } catch (InvalidChunkSizeException invalid) {
            problems.add(invalid.problem().field(), invalid.problem().message());
        }
    }

    private static final class ProblemList {

        private final List<FieldProblem> all = new ArrayList<>();

        private InputFault fault = InputFault.CONFLICT;

        void add(String field, String problem) {
            add(InputFault.INVALID, field, problem);
        }

        void add(InputFault kind, String field, String problem) {
            fault = fault.and(kind);
            all.add(new FieldProblem(field, problem));
        }

        @Nullable
        String required(String field, @Nullable String value) {
            if (value != null && !Blank.is(value)) {
                return value;
            }
            add(field, value == null ? "is missing" : "is empty");
            return null;
        }

        void checkLength(String field, @Nullable String value, int limit) {
            if (value != null && value.length() > limit) {
                add(field, "has %d characters; the limit is %d".formatted(value.length(), limit));
            }
        }
    }
}
