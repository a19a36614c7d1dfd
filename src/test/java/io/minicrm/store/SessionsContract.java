package io.minicrm.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.minicrm.access.LogInRefusedException;
import io.minicrm.access.OneTimeLinks;
import io.minicrm.access.OneTimeLinks.Purpose;
import io.minicrm.access.Session;
import io.minicrm.access.SessionKeeper;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** The behaviour of every store's sessions, and of the links that are kept with them. */
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

        assertThat(store().sessions().end(id)).isTrue();
        assertThat(store().sessions().end(id)).isFalse();
        assertThat(store().sessions().find(id)).isEmpty();
    }

    private OneTimeLinks links(Instant now) {
        return new OneTimeLinks(store().sessions(), new SecureRandom(), () -> now);
    }

    @Test
    void aLinkWorksOnceForItsPurposeAndInEveryProcess() {
        String secret = links(NOW).create(Purpose.SETUP);
        assertThat(Purpose.SETUP.fragment(secret)).isEqualTo("#setup=" + secret);

        OneTimeLinks other = links(NOW);
        assertThatThrownBy(() -> other.use(Purpose.LOG_IN, secret)).isInstanceOf(LogInRefusedException.class);
        other.require(Purpose.SETUP, secret);
        other.use(Purpose.SETUP, secret);
        assertThatThrownBy(() -> links(NOW).use(Purpose.SETUP, secret)).isInstanceOf(LogInRefusedException.class);
        assertThatThrownBy(() -> other.use(Purpose.SETUP, "")).isInstanceOf(LogInRefusedException.class);
    }

    @Test
    void aLinkIsValidForFifteenMinutes() {
        String early = links(NOW).create(Purpose.LOG_IN);
        String late = links(NOW).create(Purpose.LOG_IN);

        Instant end = NOW.plus(Duration.ofMinutes(15));
        links(end.minusMillis(1)).use(Purpose.LOG_IN, early);
        assertThatThrownBy(() -> links(end).use(Purpose.LOG_IN, late)).isInstanceOf(LogInRefusedException.class);
    }

    /** The store keeps only the hash of a link, and a link does not work as a session. */
    @Test
    void theSecretOfALinkIsNotStoredAndLogsNobodyInByItself() {
        String secret = links(NOW).create(Purpose.LOG_IN);

        assertThat(store().sessions().find(secret)).isEmpty();
        var keeper = new SessionKeeper(store().sessions(), store().users(), new SecureRandom(), () -> NOW);
        assertThat(keeper.find(secret)).isEmpty();
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
