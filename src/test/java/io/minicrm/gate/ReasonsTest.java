package io.minicrm.gate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class ReasonsTest {

    /** Rows and messages of every installation have these codes. */
    @Test
    void codesNeverChange() {
        assertThat(Arrays.stream(SkipReason.values()).map(SkipReason::code))
                .containsExactly(
                        "cancelled",
                        "lead_deleted",
                        "unsubscribed",
                        "no_address",
                        "invalid_address",
                        "duplicate_address",
                        "too_large");
        assertThat(Arrays.stream(PostponeReason.values()).map(PostponeReason::code))
                .containsExactly("rate_limit", "paused", "sender_stopped", "out_of_resources");
    }

    @Test
    void rowsWrittenBeforeReasonsHadCodesAreUnderstood() {
        assertThat(SkipReason.ofCode("no address on this channel")).isEqualTo(SkipReason.NO_ADDRESS);
        assertThat(SkipReason.ofCode("campaign cancelled")).isEqualTo(SkipReason.CANCELLED);
        assertThat(PostponeReason.ofCode("rate limit")).isEqualTo(PostponeReason.RATE_LIMIT);
        assertThat(SkipReason.ofCode("no such mailbox")).isNull();
    }
}
