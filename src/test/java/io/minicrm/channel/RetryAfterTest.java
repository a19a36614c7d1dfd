package io.minicrm.channel;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RetryAfterTest {

    private static final Instant NOW = Instant.parse("2026-11-24T12:00:00Z");

    @ParameterizedTest
    @CsvSource({"0, 0", "' 7 ', 7", "86399, 86399", "86400, 86400", "86401, 86400", "999999999, 86400"})
    void secondsAreLimitedToOneDay(String value, long seconds) {
        assertThat(RetryAfter.parse(value, NOW)).isEqualTo(Duration.ofSeconds(seconds));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            Tue, 24 Nov 2026 12:01:30 GMT | 90
            Tue, 24 Nov 2026 12:00:00 GMT | 0
            Tue, 24 Nov 2026 11:00:00 GMT | 0
            Sat, 28 Nov 2026 12:00:00 GMT | 86400
            """)
    void aDateIsTheTimeUntilItAndNeverNegative(String value, long seconds) {
        assertThat(RetryAfter.parse(value, NOW)).isEqualTo(Duration.ofSeconds(seconds));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "soon", "-3", "1.5", "9999999999", "2026-11-24T12:01:30Z", "Mon, 24 Nov 2026 12:01:30 GMT"})
    void anythingElseIsIgnored(String value) {
        assertThat(RetryAfter.parse(value, NOW)).isNull();
    }
}
