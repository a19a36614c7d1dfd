package io.minicrm.launch;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CampaignIdsTest {

    private final CampaignIds ids = new CampaignIds();

    @Test
    void idsSortAsTheTimesTheyWereMadeAt() {
        String first = ids.next(Instant.parse("1970-01-01T00:00:00.001Z"));
        String second = ids.next(Instant.parse("2026-11-24T12:00:00.000Z"));
        String third = ids.next(Instant.parse("2026-11-24T12:00:00.001Z"));
        String last = ids.next(Instant.parse("5000-01-01T00:00:00Z"));

        assertThat(first).isLessThan(second);
        assertThat(second).isLessThan(third);
        assertThat(third).isLessThan(last);
        assertThat(Set.of(first, second, third, last)).allMatch(id -> id.matches("campaign-[a-z0-9]{15}"));
    }

    @Test
    void idsOfOneMillisecondDiffer() {
        var made = new HashSet<String>();
        for (int i = 0; i < 1_000; i++) {
            made.add(ids.next(Instant.EPOCH));
        }
        assertThat(made).hasSize(1_000);
    }
}
