package io.minicrm.launch;

import io.minicrm.chunk.ChunkPolicy;
import io.minicrm.chunk.InvalidChunkSizeException;
import io.minicrm.problem.FieldProblem;
import io.minicrm.segment.Segment;
import io.minicrm.template.MessageTemplate;
import io.minicrm.template.TemplateSyntaxException;
import io.minicrm.text.Excerpt;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Whether a campaign can be made as it is asked for; finds all that is wrong at once. */
final class OrderCheck {

    private static final int MAX_NAME_LENGTH = 200;
    private static final int MAX_KEY_LENGTH = 255;

    private final ChunkPolicy policy;
    private final Set<String> channels;

    OrderCheck(ChunkPolicy policy, Set<String> channels) {
        this.policy = policy;
        this.channels = new TreeSet<>(channels);
    }

    /** What an order that can be made certainly has. */
    record Checked(String name, Segment segment, String template, String channel) {}

    /**
     * @param find finds a segment
     * @throws InvalidCampaignException naming every field at fault
     */
    Checked order(CampaignOrder order, Function<String, Optional<Segment>> find) {
        var faults = new Faults();
        String name = faults.required("name", order.name());
        faults.checkLength("name", name, MAX_NAME_LENGTH);
        faults.checkLength("created_by", order.createdBy(), MAX_NAME_LENGTH);
        Segment segment = segment(faults.required("segment_id", order.segmentId()), find, faults);
        String template = faults.required("message_template", order.messageTemplate());
        checkTemplate("message_template", template, faults);
        checkSubject(order.subject(), faults);
        String channel = order.channel() == null ? CampaignLauncher.DEFAULT_CHANNEL : order.channel();
        if (!channels.contains(channel)) {
            faults.add(
                    "channel",
                    "is \"%s\"; installed are %s"
                            .formatted(Excerpt.quote(channel, MAX_NAME_LENGTH), String.join(", ", channels)));
        }
        checkChunkSize(order.chunkSize(), faults);
        if (order.maxRate() != null && order.maxRate() < 1) {
            faults.add("max_rate", "is %d; give 1 message a second or more, or none".formatted(order.maxRate()));
        }
        if (name == null || segment == null || template == null || !faults.all.isEmpty()) {
            throw new InvalidCampaignException(faults.all);
        }
        return new Checked(name, segment, template, channel);
    }

    /** @throws InvalidCampaignException when the text cannot name a request */
    void key(String key) {
        if (key.isBlank() || key.length() > MAX_KEY_LENGTH || !key.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
            throw new InvalidCampaignException(List.of(new FieldProblem(
                    "Idempotency-Key",
                    "must be 1 to %d printable ASCII characters without spaces, a UUID for one"
                            .formatted(MAX_KEY_LENGTH))));
        }
    }

    private static @Nullable Segment segment(
            @Nullable String id, Function<String, Optional<Segment>> find, Faults faults) {
        if (id == null) {
            return null;
        }
        Optional<Segment> segment = find.apply(id);
        if (segment.isEmpty()) {
            faults.add(
                    "segment_id", "is \"%s\"; there is no such segment".formatted(Excerpt.quote(id, MAX_NAME_LENGTH)));
        }
        return segment.orElse(null);
    }

    private static void checkTemplate(String field, @Nullable String template, Faults faults) {
        if (template == null) {
            return;
        }
        try {
            MessageTemplate.parse(template);
        } catch (TemplateSyntaxException invalid) {
            faults.add(field, String.valueOf(invalid.getMessage()));
        }
    }

    private static void checkSubject(@Nullable String subject, Faults faults) {
        if (subject == null) {
            return;
        }
        if (subject.isBlank()) {
            faults.add("subject", "is empty; leave it out or give a text");
        } else if (subject.chars().anyMatch(Character::isISOControl)) {
            faults.add("subject", "contains a line break or control character; give one line");
        } else {
            checkTemplate("subject", subject, faults);
        }
    }

    private void checkChunkSize(@Nullable Integer size, Faults faults) {
        if (size == null) {
            return;
        }
        try {
            policy.check(size);
        } catch (InvalidChunkSizeException invalid) {
            faults.all.add(invalid.problem());
        }
    }

    private static final class Faults {

        private final List<FieldProblem> all = new ArrayList<>();

        void add(String field, String problem) {
            all.add(new FieldProblem(field, problem));
        }

        @Nullable
        String required(String field, @Nullable String value) {
            if (value != null && !value.isBlank()) {
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
