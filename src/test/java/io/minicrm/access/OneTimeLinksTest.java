package io.minicrm.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.minicrm.access.OneTimeLinks.Purpose;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class OneTimeLinksTest {

    private Instant now = Instant.parse("2026-11-26T10:00:00Z");
    private final OneTimeLinks links = new OneTimeLinks(new SecureRandom(), () -> now);

    @Test
    void aLinkWorksOnceForItsPurpose() {
        String secret = links.create(Purpose.SETUP);
        assertThat(Purpose.SETUP.fragment(secret)).isEqualTo("#setup=" + secret);

        assertThatThrownBy(() -> links.use(Purpose.LOG_IN, secret)).isInstanceOf(LogInRefusedException.class);
        links.require(Purpose.SETUP, secret);
        links.use(Purpose.SETUP, secret);
        assertThatThrownBy(() -> links.use(Purpose.SETUP, secret)).isInstanceOf(LogInRefusedException.class);
        assertThatThrownBy(() -> links.use(Purpose.SETUP, "")).isInstanceOf(LogInRefusedException.class);
    }

    @Test
    void aLinkIsValidForFifteenMinutes() {
        String early = links.create(Purpose.LOG_IN);
        String late = links.create(Purpose.LOG_IN);
        now = now.plus(Duration.ofMinutes(15)).minusMillis(1);
        links.use(Purpose.LOG_IN, early);
        now = now.plusMillis(1);
        assertThatThrownBy(() -> links.use(Purpose.LOG_IN, late)).isInstanceOf(LogInRefusedException.class);
    }

    @Test
    void thereAreAHundredLinksAtMost() {
        for (int i = 0; i < 100; i++) {
            links.create(Purpose.LOG_IN);
        }
        assertThatThrownBy(() -> links.create(Purpose.LOG_IN)).isInstanceOf(TooManyRequestsException.class);
        now = now.plus(Duration.ofMinutes(15));
        links.create(Purpose.LOG_IN);
    }
}
