package io.minicrm.console;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CampaignNumbersTest {

    private static CampaignNumbers numbers(String stats) {
        return CampaignNumbers.of(Json.read("{\"stats\": {%s}}".formatted(stats)));
    }

    @Test
    void aCompletedCampaignAddsUp() {
        CampaignNumbers numbers = numbers("""
            "audience": 602, "sent": 540, "failed": 61, "skipped": 1, "unknown": 0, "delivered": 530, "bounced": 10,
            "in_flight": 0\
            """);

        assertThat(numbers.addUp()).isTrue();
        assertThat(numbers.allReceiptsArrived()).isTrue();
        assertThat(numbers.equation()).isEqualTo("audience 602 = sent 540 + failed 61 + skipped 1 + unknown 0");
        assertThat(numbers.receipts()).isEqualTo("delivered 530, bounced 10 of the 540 sent");
    }

    @Test
    void aRunningCampaignAddsUpWithItsLeadsInFlight() {
        CampaignNumbers numbers = numbers("""
            "audience": 2000, "sent": 540, "failed": 60, "skipped": 0, "unknown": 0, "in_flight": 1400,
            "sending": 120, "retrying": 0, "postponed": 1000, "a_later_number": 280\
            """);

        assertThat(numbers.addUp()).isFalse();
        assertThat(numbers.equation())
                .isEqualTo("audience 2,000 = sent 540 + failed 60 + skipped 0 + unknown 0 + in flight 1,400"
                        + " (120 sending, 1,000 postponed)");
    }

    @Test
    void numbersThatDoNotAddUpAreMarked() {
        CampaignNumbers numbers =
                numbers("\"audience\": 602, \"sent\": 540, \"failed\": 60, \"skipped\": 1, \"delivered\": 539");

        assertThat(numbers.addUp()).isFalse();
        assertThat(numbers.equation()).isEqualTo("audience 602 ≠ sent 540 + failed 60 + skipped 1 + unknown 0");
        assertThat(numbers.receipts()).isEqualTo("delivered 539 of the 540 sent (the other receipts have not arrived)");
    }

    @Test
    void onlyTheStatusCompletedIsCompleted() {
        assertThat(CampaignNumbers.isCompleted(Json.read("{\"status\": \"completed\"}")))
                .isTrue();
        assertThat(CampaignNumbers.isCompleted(Json.read("{\"status\": \"cancelled\"}")))
                .isFalse();
        assertThat(CampaignNumbers.isCompleted(Json.read("{}"))).isFalse();
    }
}
