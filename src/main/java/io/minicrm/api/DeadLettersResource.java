package io.minicrm.api;

import io.minicrm.access.Scope;
import io.minicrm.inspector.RecordPage;
import io.minicrm.inspector.RecordQuery;
import io.minicrm.inspector.SingleReplays;
import io.minicrm.inspector.SingleReplays.Place;
import io.minicrm.inspector.SingleReplays.Result;
import io.minicrm.inspector.TopicInspector;
import io.minicrm.kafka.DeadLetterHeaders;
import io.minicrm.kafka.DeadLetters;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.json.JsonMapper;

/** Records that no worker could process: lists them, and writes chosen ones back to where they came from. */
@RestController
@RequestMapping("/api/v1/dead-letters")
@Tag(name = "Dead letters")
final class DeadLettersResource {

    /** The largest whole number that every client reads exactly. */
    private static final long MAX_OFFSET = (1L << 53) - 1;

    private static final long SCAN_LIMIT = 200_000;
    private static final Duration TIME_LIMIT = Duration.ofSeconds(5);
    private static final int MAX_LETTERS = 100;
    private static final int MAX_REASON_LENGTH = 200;

    /** Within a string literal of CEL, JSON's escapes have the same meaning. */
    private static final JsonMapper LITERALS = new JsonMapper();

    private final TopicInspector inspector;
    private final SingleReplays replays;

    DeadLettersResource(TopicInspector inspector) {
        this.inspector = inspector;
        this.replays = new SingleReplays(inspector, DeadLetters.TOPIC);
    }

    @EndsWithClient
    @GetMapping
    @Operation(
            summary = "List dead letters, newest first: the reason, where each came from, and its value",
            description = "A request scans at most 200,000 letters; then bounded is true and next_cursor continues.")
    Letters list(
            @RequestParam(required = false) @Nullable Integer limit,
            @RequestParam(required = false) @Nullable String cursor,
            @RequestParam(name = "from_topic", required = false) @Nullable String fromTopic,
            @RequestParam(required = false)
                    @Schema(description = "Text that the error or its class contains; needs pii:read, too")
                    @Nullable
                    String reason) {
        if (reason != null) {
            // An answer to a question about a text is the text, and errors quote addresses.
            Caller.require(Scope.PII_READ);
        }
        RecordPage page = inspector.records(RecordQuery.of(DeadLetters.TOPIC)
                .limit(PageRequest.of(limit, null).limit())
                .page(cursor == null || cursor.isEmpty() ? null : cursor)
                .headers(fromTopic == null ? List.of() : List.of(DeadLetterHeaders.ORIGINAL_TOPIC + "=" + fromTopic))
                .where(reason == null ? null : hasReason(reason))
                .scanLimit(SCAN_LIMIT)
                .timeLimit(TIME_LIMIT)
                .build());
        boolean showsValues = PersonalData.isVisible();
        Set<Place> replayed = replays.replayed();
        List<LetterView> letters = page.records().reversed().stream()
                .map(stored -> LetterView.of(
                        stored, replayed.contains(new Place(stored.partition(), stored.offset())), showsValues))
                .toList();
        return new Letters(true, letters, page.next(), page.scanned(), page.total(), page.bounded());
    }

    private static String hasReason(String reason) {
        if (reason.length() > MAX_REASON_LENGTH) {
            throw InvalidRequestException.of(
                    "reason", "has %d characters; give %d or fewer".formatted(reason.length(), MAX_REASON_LENGTH));
        }
        String literal = LITERALS.writeValueAsString(reason);
        return "headers['%s'].contains(%s) || headers['%s'].contains(%s)"
                .formatted(DeadLetterHeaders.EXCEPTION_MESSAGE, literal, DeadLetterHeaders.EXCEPTION_CLASS, literal);
    }

    @PostMapping("/replay")
    @Operation(
            summary = "Write dead letters back to the topics they came from, with unchanged bytes and headers",
            description = "Each letter is replayed once; repeating the request changes nothing.")
    Answer<List<ReplayedLetter>> replay(@RequestBody ReplayRequest request, HttpServletRequest http) {
        Set<Place> places = places(request);
        AuditFilter.setObjects(
                http,
                places.stream()
                        .map(place -> place.partition() + ":" + place.offset())
                        .collect(Collectors.joining(" ")));
        return Answer.of(places.stream()
                .map(place -> new ReplayedLetter(place.partition(), place.offset(), replays.replay(place)))
                .toList());
    }

    private static Set<Place> places(ReplayRequest request) {
        List<@Nullable LetterPlace> letters = request.letters();
        if (letters == null || letters.isEmpty() || letters.size() > MAX_LETTERS) {
            throw InvalidRequestException.of("letters", "must be a list of 1 to %d letters".formatted(MAX_LETTERS));
        }
        Set<Place> places = new LinkedHashSet<>();
        for (int i = 0; i < letters.size(); i++) {
            LetterPlace letter = letters.get(i);
            if (letter == null
                    || letter.partition() == null
                    || letter.offset() == null
                    || letter.partition() < 0
                    || letter.offset() < 0
                    || letter.offset() > MAX_OFFSET) {
                throw InvalidRequestException.of(
                        "letters[%d]".formatted(i), "must have a partition and an offset, as the list shows them");
            }
            places.add(new Place(letter.partition(), letter.offset()));
        }
        return places;
    }

    /** A page of letters; {@link RecordPage} describes the numbers. */
    record Letters(
            boolean success,
            List<LetterView> data,
            @Nullable String nextCursor,
            long scanned,
            long total,
            boolean bounded) {}

    /** The body of a replay. */
    record ReplayRequest(
            @Schema(requiredMode = Schema.RequiredMode.REQUIRED) @Nullable
            List<@Nullable LetterPlace> letters) {}

    /** A letter's position in the topic of dead letters. */
    record LetterPlace(
            @Schema(requiredMode = Schema.RequiredMode.REQUIRED) @Nullable
            Integer partition,

            @Schema(requiredMode = Schema.RequiredMode.REQUIRED) @Nullable
            Long offset) {}

    /** What became of a letter. */
    record ReplayedLetter(int partition, long offset, Result result) {}
}
