package io.minicrm.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.minicrm.access.Session;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** The behaviour of every store's sessions. */
public abstract class SessionsContract {

    /** Long ago, so that other tests' sessions are younger. */
    private static final Instant NOW = Instant.parse("2001-11-26T10:00:00.123Z");

    private final String id = UUID.randomUUID().toString();

    /** The store under test; the same in all calls of one test. */
    protected abstract Store store();

    private Session session(String suffix, Instant createdAt, Instant seenAt) {
        return new Session(id + suffix, "user-" + id, createdAt, seenAt);
    }

    @Test
    void aSessionIsFoundUntilItEnds() {
        assertThat(store().sessions().find(id)).isEmpty();
        store().sessions().add(session("", NOW, NOW));
        assertThat(store().sessions().find(id)).contains(session("", NOW, NOW));

        store().sessions().end(id);
        store().sessions().end(id);
        assertThat(store().sessions().find(id)).isEmpty();
    }

    @Test
    void useIsNotedAndNeverTakenBack() {
        store().sessions().add(session("", NOW, NOW));

        store().sessions().markUsed(id, NOW.plusSeconds(90));
        store().sessions().markUsed(id, NOW.plusSeconds(30));
        store().sessions().markUsed(id + "unknown", NOW);

        assertThat(store().sessions().find(id)).contains(session("", NOW, NOW.plusSeconds(90)));
        assertThat(store().sessions().find(id + "unknown")).isEmpty();
    }

    @Test
    void allSessionsOfOneUserEndAndNoOther() {
        store().sessions().add(session("a", NOW, NOW));
        store().sessions().add(session("b", NOW, NOW));
        Session other = new Session(id + "c", "user-other-" + id, NOW, NOW);
        store().sessions().add(other);

        store().sessions().endAllOf("user-" + id);

        assertThat(store().sessions().find(id + "a")).isEmpty();
        assertThat(store().sessions().find(id + "b")).isEmpty();
        assertThat(store().sessions().find(id + "c")).contains(other);
    }

    @Test
    void oldAndUnusedSessionsAreDeleted() {
        store().sessions().add(session("old", NOW.minusSeconds(100), NOW));
        store().sessions().add(session("unused", NOW, NOW.minusSeconds(10)));
        store().sessions().add(session("used", NOW, NOW));

        store().sessions().deleteOlder(NOW.minusSeconds(50), NOW.minusSeconds(5));

        assertThat(store().sessions().find(id + "old")).isEmpty();
        assertThat(store().sessions().find(id + "unused")).isEmpty();
        assertThat(store().sessions().find(id + "used")).isPresent();
    }
}
