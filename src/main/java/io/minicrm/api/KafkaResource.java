package io.minicrm.api;

import io.minicrm.access.Scope;
import io.minicrm.delivery.PipelineGroup;
import io.minicrm.delivery.PipelineTopics;
import io.minicrm.inspector.GroupSummary;
import io.minicrm.inspector.RecordPage;
import io.minicrm.inspector.RecordView;
import io.minicrm.inspector.StoredRecord;
import io.minicrm.inspector.TopicDetail;
import io.minicrm.inspector.TopicInspector;
import io.minicrm.inspector.TopicOffsets;
import io.minicrm.inspector.TopicSummary;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springdoc.core.annotations.ParameterObject;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Reads the topics, messages and consumer groups of mini-crm, and no others. */
@RestController
@RequestMapping("/api/v1/kafka")
@Tag(name = "Kafka")
final class KafkaResource {

    /** The most records that one request scans, which takes about a second. The cursor continues from there. */
    private static final long SCAN_LIMIT = 200_000;

    /** A page that takes longer ends with what was found, and the cursor continues there. */
    private static final Duration TIME_LIMIT = Duration.ofSeconds(5);

    private static final Set<String> OWN_TOPICS = PipelineTopics.partitions().keySet();

    private static final Duration MAX_WATCH = Duration.ofSeconds(5);

    private final TopicInspector inspector;
    private final Clock clock;

    KafkaResource(TopicInspector inspector, Clock clock) {
        this.inspector = inspector;
        this.clock = clock;
    }

    @EndsWithClient
    @GetMapping("/topics")
    @Operation(
            summary = "List the topics of mini-crm with their partitions, replicas, messages, size,"
                    + " and the lag of the worker groups")
    Answer<List<TopicSummary>> topics() {
        return Answer.of(inspector.topics(false, PipelineGroup.ids()).stream()
                .filter(topic -> OWN_TOPICS.contains(topic.topic()))
                .toList());
    }

    @EndsWithClient
    @GetMapping("/topics/{topic}")
    @Operation(summary = "Get a topic: leaders, replicas, settings, offsets, and the position of each group")
    Answer<TopicView> topic(@PathVariable String topic) {
        requireOwn(topic);
        return Answer.of(new TopicView(inspector.topic(topic), inspector.offsetsWithHeadTimes(topic, null)));
    }

    @EndsWithClient
    @GetMapping("/topics/{topic}/messages")
    @Operation(
            summary = "List messages of a topic: the newest, or those from a position on",
            description =
                    "from and to: earliest, latest, an offset, a time, or a duration back from now (-15m). where: a CEL"
                            + " expression over the fields of a JSON value, key, partition, offset, timestamp,"
                            + " headers and body. A"
                            + " request scans at most 200,000 records; then bounded is true and next_cursor"
                            + " continues, backwards if"
                            + " from is not given.")
    Messages messages(@PathVariable String topic, @ParameterObject MessageParameters parameters) {
        requireOwn(topic);
        boolean showsValues = PersonalData.isVisible();
        if (parameters.where() != null || parameters.grep() != null) {
            Caller.require(Scope.PII_READ);
        }
        RecordPage page = inspector.records(parameters
                .query(topic, clock.instant())
                .scanLimit(SCAN_LIMIT)
                .timeLimit(TIME_LIMIT)
                .build());
        return new Messages(
                true,
                page.records().stream()
                        .map(StoredRecord::view)
                        .map(record -> showsValues ? record : masked(record))
                        .toList(),
                page.next(),
                page.scanned(),
                page.total(),
                page.gaps(),
                page.bounded());
    }

    /**
     * A cluster may be shared, and the topics of other programs are nobody's business here. The command line shows
     * them.
     */
    private static void requireOwn(String topic) {
        if (!OWN_TOPICS.contains(topic)) {
            throw new NotFoundException("topic of mini-crm", topic);
        }
    }

    private static RecordView masked(RecordView record) {
        return new RecordView(
                record.topic(),
                record.partition(),
                record.offset(),
                record.timestamp(),
                record.key(),
                record.keyBase64(),
                PersonalData.headers(record.headers()),
                null,
                PersonalData.MASK,
                null);
    }

    @EndsWithClient
    @GetMapping("/groups")
    @Operation(
            summary =
                    "List the worker groups: state, members, lag; with watch_ms also their rate and the remaining time")
    Answer<List<GroupSummary>> groups(@RequestParam(name = "watch_ms", defaultValue = "0") int watchMillis) {
        if (watchMillis < 0 || watchMillis > MAX_WATCH.toMillis()) {
            throw InvalidRequestException.of(
                    "watch_ms", "is %d; give 0 to %d".formatted(watchMillis, MAX_WATCH.toMillis()));
        }
        return Answer.of(inspector.groups(Duration.ofMillis(watchMillis)).stream()
                .filter(group -> PipelineGroup.ids().contains(group.group()))
                .toList());
    }

    /** Everything about a topic. */
    record TopicView(TopicDetail metadata, TopicOffsets offsets) {}

    /** A page of messages; {@link RecordPage} describes the numbers. */
    record Messages(
            boolean success,
            List<RecordView> data,
            @Nullable String nextCursor,
            long scanned,
            long total,
            long gaps,
            boolean bounded) {}
}
