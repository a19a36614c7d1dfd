package io.minicrm.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class SessionKeeperTest {

    private Instant now = Instant.parse("2026-11-26T10:00:00Z");
    private final AccessInMemory store = new AccessInMemory();
    private final SessionKeeper keeper =
            new SessionKeeper(store.sessionPort(), store.userPort(), new SecureRandom(), () -> now);
    private final User ann = user(false);

    private User user(boolean disabled) {
        User user = new User(
                "user-1", "ann@example.com", "Ann", AccessRole.MARKETER, null, null, disabled, "owner", Instant.EPOCH);
        store.users.put(user.id(), user);
        return user;
    }

    @Test
    void aSessionSaysWhoIsLoggedInAndTheStoreCannotBeUsedToLogIn() {
        SessionKeeper.Begun begun = keeper.begin(ann.id());

        assertThat(keeper.use(begun.id()).orElseThrow().principal()).isEqualTo(ann.principal());
        assertThat(store.sessions.keySet()).doesNotContain(begun.id());
        assertThat(keeper.use(begun.session().hash())).isEmpty();
        assertThat(begun.toString()).doesNotContain(begun.id());
        assertThat(keeper.begin(ann.id()).id()).isNotEqualTo(begun.id());
    }

    @Test
    void aSessionThatIsNotUsedEndsAfterEightHours() {
        String id = keeper.begin(ann.id()).id();
        now = now.plus(Duration.ofHours(8)).minusMillis(1);
        assertThat(keeper.find(id)).isPresent();
        now = now.plusMillis(1);
        assertThat(keeper.use(id)).isEmpty();
    }

    @Test
    void useProlongsASessionUpToSevenDaysAndListeningDoesNot() {
        String used = keeper.begin(ann.id()).id();
        Instant begun = now;
        while (now.isBefore(begun.plus(Duration.ofDays(7)))) {
            assertThat(keeper.use(used))
                    .as("after %s", Duration.between(begun, now))
                    .isPresent();
            now = now.plus(Duration.ofHours(7));
        }
        assertThat(keeper.use(used)).isEmpty();

        String heard = keeper.begin(ann.id()).id();
        now = now.plus(Duration.ofHours(7));
        assertThat(keeper.find(heard)).isPresent();
        now = now.plus(Duration.ofHours(1));
        assertThat(keeper.find(heard)).isEmpty();
    }

    @Test
    void aDisabledUserIsOutAtOnceAndSoIsADeletedOne() {
        String id = keeper.begin(ann.id()).id();
        user(true);
        assertThat(keeper.use(id)).isEmpty();
        user(false);
        assertThat(keeper.use(id)).isPresent();
        store.users.clear();
        assertThat(keeper.use(id)).isEmpty();
    }

    @Test
    void anEndedSessionStaysEndedAndOldOnesLeaveTheStore() {
        String id = keeper.begin(ann.id()).id();
        keeper.end(id);
        assertThat(keeper.use(id)).isEmpty();

        keeper.begin(ann.id());
        now = now.plus(Duration.ofHours(9));
        keeper.begin(ApiKey.OWNER);
        assertThat(store.sessions).hasSize(1);
    }

    @Test
    void theOwnerHasEveryScope() {
        assertThat(keeper.use(keeper.begin(ApiKey.OWNER).id()).orElseThrow().principal())
                .isEqualTo(Principal.OWNER);
    }

    @Test
    void theForgeryTokenBelongsToOneSession() {
        String one = keeper.begin(ann.id()).id();
        String other = keeper.begin(ann.id()).id();

        assertThat(SessionKeeper.isForgeryToken(SessionKeeper.forgeryToken(one), one))
                .isTrue();
        assertThat(SessionKeeper.isForgeryToken(SessionKeeper.forgeryToken(one), other))
                .isFalse();
        assertThat(SessionKeeper.isForgeryToken("", one)).isFalse();
    }

    @Test
    void whatIsNotAnIdIsNotLookedUp() {
        assertThat(keeper.use("")).isEmpty();
        assertThat(keeper.use("x".repeat(100_000))).isEmpty();
    }
}
