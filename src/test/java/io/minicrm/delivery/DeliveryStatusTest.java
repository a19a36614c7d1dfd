package io.minicrm.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class DeliveryStatusTest {

    /** Rows of every installation have these codes. A constant with a new code may be added; no code is ever changed. */
    @Test
    void storedCodesNeverChange() {
        assertThat(Arrays.stream(DeliveryStatus.values())
                        .collect(Collectors.toMap(DeliveryStatus::code, DeliveryStatus::storedCode)))
                .isEqualTo(Map.of(
                        "sending", 0,
                        "retrying", 1,
                        "unknown", 2,
                        "skipped", 3,
                        "failed", 4,
                        "sent", 5,
                        "delivered", 6,
                        "bounced", 7,
                        "postponed", 8));
    }

    @Test
    void everyCodeNamesItsStatusAndAnUnknownOneIsAnError() {
        for (DeliveryStatus status : DeliveryStatus.values()) {
            assertThat(DeliveryStatus.ofCode(status.code())).isEqualTo(status);
            assertThat(DeliveryStatus.ofStoredCode(status.storedCode())).isEqualTo(status);
        }
        assertThatThrownBy(() -> DeliveryStatus.ofCode("SENT")).hasMessageContaining("status is 'SENT'");
        assertThatThrownBy(() -> DeliveryStatus.ofStoredCode(9)).hasMessageContaining("9");
    }

    @Test
    void everyStatusIsUnderWayOrSettledAndOnlySettledOnesWereSent() {
        for (DeliveryStatus status : DeliveryStatus.values()) {
            assertThat(status.isWaiting() && status.isSettled())
                    .as(status.code())
                    .isFalse();
            assertThat(!status.isSent() || status.isSettled()).as(status.code()).isTrue();
        }
    }
}
