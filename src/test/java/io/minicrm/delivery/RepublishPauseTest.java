package io.minicrm.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RepublishPauseTest {

    private static final RepublishPause PAUSE = RepublishPause.DEFAULT;

    @Test
    void thePauseGrowsButStaysBelowTwoMinutesAtFirst() {
        assertThat(IntStream.rangeClosed(1, 8).mapToObj(PAUSE::after))
                .extracting(Duration::toSeconds)
                .containsExactly(30L, 60L, 90L, 90L, 90L, 90L, 90L, 90L);
    }

    @Test
    void whatStillDoesNotMoveIsPublishedLessAndLessOften() {
        assertThat(IntStream.of(9, 10, 13, 14, 1_000_000_000).mapToObj(PAUSE::after))
                .extracting(Duration::toSeconds)
                .containsExactly(180L, 360L, 2_880L, 3_600L, 3_600L);
    }
}
