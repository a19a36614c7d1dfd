package io.minicrm.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class InstantTextTest {

    private static final DateTimeFormatter FORMATTER =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

    @Property
    void matchesTheFormatterAndReadsBackAsTheSameMillisecond(
            @ForAll @LongRange(min = -99_999_999_999_999L, max = 299_999_999_999_999L) long millis) {
        Instant instant = Instant.ofEpochMilli(millis);

        assertThat(InstantText.format(instant)).isEqualTo(FORMATTER.format(instant));
        if (instant.atOffset(ZoneOffset.UTC).getYear() <= 9999) {
            assertThat(InstantText.parse(InstantText.format(instant))).isEqualTo(instant);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "2026-11-24T12:00:00Z, 2026-11-24T12:00:00Z",
        "2026-11-24T12:00:00.5Z, 2026-11-24T12:00:00.500Z",
        "2026-11-24T12:00:00.123456Z, 2026-11-24T12:00:00.123456Z",
        "2026-11-24T13:30:00.007+01:30, 2026-11-24T12:00:00.007Z",
        "2026-11-24T24:00:00.000Z, 2026-11-25T00:00:00Z"
    })
    void readsOtherIsoFormsToo(String text, Instant instant) {
        assertThat(InstantText.parse(text)).isEqualTo(instant);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "yesterday",
                "2026-13-24T12:00:00.000Z",
                "2026-02-30T12:00:00.000Z",
                "2026-11-24T25:00:00.000Z",
                "2026-11-24T12:60:00.000Z",
                "2026-11-24 12:00:00.000Z",
                "２026-11-24T12:00:00.000Z"
            })
    void refusesTextThatIsNotAnInstant(String text) {
        assertThatThrownBy(() -> InstantText.parse(text)).isInstanceOf(DateTimeException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"2026-11-24T12:00:00.123999Z", "1969-12-31T23:59:59.999999Z"})
    void cutsToMilliseconds(String text) {
        Instant instant = OffsetDateTime.parse(text).toInstant();

        assertThat(InstantText.format(instant)).isEqualTo(FORMATTER.format(instant));
    }
}
