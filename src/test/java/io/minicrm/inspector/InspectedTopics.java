package io.minicrm.inspector;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** What tests of the inspector against a real broker share. */
abstract class InspectedTopics {

    static TopicInspector inspector;
    static TestTopics topics;

    @BeforeAll
    static void open() {
        inspector = new TopicInspector(TestTopics.settings());
        topics = new TestTopics(Map.of());
    }

    @AfterAll
    static void close() {
        inspector.close();
        topics.close();
    }

    /** A page of so many records from a position on. */
    static RecordQuery from(String topic, int limit, Position from) {
        return RecordQuery.of(topic).limit(limit).from(from).build();
    }

    /** The values as text. */
    static List<String> values(RecordPage page) {
        return page.records().stream()
                .map(stored -> stored.value() == null ? "null" : new String(stored.value(), UTF_8))
                .toList();
    }
}
