package io.minicrm.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class SendWindowTest {

    private static final long STEP = Duration.ofMillis(500).toNanos();

    private final SendWindow window = new SendWindow(20_000, 0, 0);

    @Test
    void growsToWhatAFastProviderAcceptsInAFewSecondsAndNoFurther() {
        assertThat(window.size(0, true, 0)).isEqualTo(SendWindow.FIRST);
        assertThat(window.size(2_000, true, STEP)).isEqualTo(10_000);
        assertThat(window.size(7_000, true, 2 * STEP)).isEqualTo(20_000);
    }

    @Test
    void closesSlowlyAndNeverWholly() {
        window.size(3_000, true, STEP);

        assertThat(window.size(3_000, true, 2 * STEP)).isEqualTo(13_500);
        long now = 2 * STEP;
        for (int i = 0; i < 100; i++) {
            now += STEP;
            window.size(3_000, true, now);
        }
        assertThat(window.size(3_000, true, now)).isEqualTo(SendWindow.SMALLEST);
    }

    @Test
    void shrinksSoonForASlowProvider() {
        long settled = 0;
        for (int i = 1; i <= 20; i++) {
            settled += 250;
            window.size(settled, true, i * STEP);
        }

        assertThat(window.size(settled, true, 20 * STEP)).isEqualTo(1_250);
    }

    @Test
    void whatIsIdleKeepsItsWindow() {
        window.size(2_000, true, STEP);

        for (int i = 2; i < 50; i++) {
            assertThat(window.size(2_000, false, i * STEP)).isEqualTo(10_000);
        }
    }

    @Test
    void aWindowThatIsSetSmallStaysSmall() {
        SendWindow small = new SendWindow(50, 0, 0);

        assertThat(small.size(0, true, 0)).isEqualTo(50);
        assertThat(small.size(10_000, true, STEP)).isEqualTo(50);
    }
}
