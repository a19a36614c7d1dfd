package io.minicrm.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class LogInTest {

    private static final String PASSWORD = "correct horse battery";

    private Instant now = Instant.parse("2026-11-26T10:00:00Z");
    private final AccessInMemory store = new AccessInMemory();
    private final AccessInMemory.Hashes hashes = new AccessInMemory.Hashes();
    private final LogIn logIn = new LogIn(store.userPort(), hashes, () -> now);

    private User user(String email, boolean disabled) {
        User user = new User(
                "id of " + email,
                email,
                "Ann",
                AccessRole.VIEWER,
                hashes.hash(PASSWORD),
                null,
                disabled,
                "owner",
                Instant.EPOCH);
        store.users.put(user.id(), user);
        return user;
    }

    private static String refusal(ThrowingCallable attempt) {
        var refused = new StringBuilder();
        assertThatThrownBy(attempt)
                .isInstanceOfSatisfying(
                        LogInRefusedException.class, exception -> refused.append(exception.getMessage()));
        return refused.toString();
    }

    @Test
    void theRightPasswordOpensAndTheAddressMayBeInAnyCase() {
        User ann = user("ann@example.com", false);
        assertThat(logIn.check(" ANN@example.com", PASSWORD, "1")).isEqualTo(ann);
    }

    @Test
    void unknownDisabledAndWrongAreRefusedAlikeAfterTheSameWork() {
        user("ann@example.com", false);
        user("bob@example.com", true);
        User external = user("eve@example.com", false);
        store.users.put(
                external.id(),
                new User(
                        external.id(),
                        external.email(),
                        "Eve",
                        AccessRole.ADMIN,
                        null,
                        null,
                        false,
                        "x",
                        Instant.EPOCH));

        String wrong = refusal(() -> logIn.check("ann@example.com", "wrong password!", "1"));
        assertThat(refusal(() -> logIn.check("bob@example.com", PASSWORD, "1"))).isEqualTo(wrong);
        assertThat(refusal(() -> logIn.check("nobody@example.com", PASSWORD, "1")))
                .isEqualTo(wrong);
        assertThat(refusal(() -> logIn.check("eve@example.com", PASSWORD, "1"))).isEqualTo(wrong);
        assertThat(hashes.checks).isEqualTo(4);
    }

    @Test
    void aHugePasswordIsRefusedWithoutAHash() {
        user("ann@example.com", false);
        refusal(() -> logIn.check("ann@example.com", "x".repeat(1_025), "1"));
        assertThat(hashes.checks).isZero();
    }

    @Test
    void afterTenFailuresAnAddressIsOpenForOneTryEachHalfMinute() {
        user("ann@example.com", false);
        for (int i = 0; i < 10; i++) {
            refusal(() -> logIn.check("ann@example.com", "wrong password!", "1"));
        }
        assertThatThrownBy(() -> logIn.check("ann@example.com", PASSWORD, "2"))
                .isInstanceOfSatisfying(
                        TooManyRequestsException.class,
                        refused -> assertThat(refused.waitSeconds()).isEqualTo(30));
        assertThat(logIn.check(user("bob@example.com", false).email(), PASSWORD, "1"))
                .isNotNull();

        now = now.plus(Duration.ofSeconds(30));
        assertThat(logIn.check("ann@example.com", PASSWORD, "2")).isNotNull();
        refusal(() -> logIn.check("ann@example.com", "wrong password!", "1"));
    }

    @Test
    void aClientThatTriesManyAddressesHasToWait() {
        for (int i = 0; i < 100; i++) {
            String email = i + "@example.com";
            refusal(() -> logIn.check(email, PASSWORD, "1"));
        }
        assertThatThrownBy(() -> logIn.check("more@example.com", PASSWORD, "1"))
                .isInstanceOf(TooManyRequestsException.class);
        refusal(() -> logIn.check("more@example.com", PASSWORD, "2"));
    }
}
