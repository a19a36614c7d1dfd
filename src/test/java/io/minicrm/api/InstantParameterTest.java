package io.minicrm.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class InstantParameterTest {

    @ParameterizedTest
    @CsvSource({
        "2026-12-24T09:00:00Z,          2026-12-24T09:00:00Z",
        "2026-12-24T09:00:00.123456+14:59, 2026-12-23T18:01:00.123Z",
        "2026-12-24T09:00:00.5+15:00,   2026-12-23T18:00:00.500Z",
        "2026-12-24T09:00:00+23:59,     2026-12-23T09:01:00Z",
        "2026-12-24T09:00:00-23:59,     2026-12-25T08:59:00Z",
        "0246-06-17T21:15:35.653396+16:19, 0246-06-17T04:56:35.653Z"
    })
    void offsetsMayBeAsLargeAsTheStandardAllows(String text, Instant instant) {
        assertThat(InstantParameter.parse(text)).contains(instant);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2026-12-24T09:00:00",
                "2026-12-24",
                "2026-12-24T09:00:00+24:00",
                "2026-12-24T09:00:00Z+16:00",
                "2026-12-24T09:00:00+01:00+16:00",
                "2026-02-30T09:00:00+16:00",
                "+16:00"
            })
    void whatIsNoTimeWithAnOffsetIsNone(String text) {
        assertThat(InstantParameter.parse(text)).isEmpty();
    }
}
