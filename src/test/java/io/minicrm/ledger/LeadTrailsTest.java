package io.minicrm.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.minicrm.delivery.DeliveryStatus;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class LeadTrailsTest {

    private static final long SEED = 42;

    @Test
    void theyAgreeWithAMapWhateverTheOrderOfTheLeads() {
        LeadTrails trails = new LeadTrails(64 << 20);
        Map<String, Integer> expected = new HashMap<>();
        Random random = new Random(SEED);
        for (int step = 0; step < 50_000; step++) {
            String lead = "lead-ü-" + random.nextInt(20_000);
            int chunk = random.nextInt(100);
            expected.put(lead, chunk);
            assertThat(trails.change(lead, trail -> trail.withChunk(chunk))).isTrue();
        }

        assertThat(trails.count(LeadTrail::isInChunk)).isEqualTo(expected.size());
        for (int chunk = 0; chunk < 100; chunk++) {
            int index = chunk;
            List<String> leads = expected.entrySet().stream()
                    .filter(entry -> entry.getValue() == index)
                    .map(Map.Entry::getKey)
                    .sorted()
                    .toList();
            LeadTrails.Found found = trails.find(trail -> trail.chunk() == index, 5);
            assertThat(found.count()).isEqualTo(leads.size());
            assertThat(found.first()).isEqualTo(leads.subList(0, 5));
        }
    }

    @ParameterizedTest
    @CsvSource({"customer-%07d,40", "0b5e3c1a-9d7f-4e21-8c44-%012d,60"})
    void aMillionLeadsFit(String id, int mebibytes) {
        LeadTrails trails = new LeadTrails((long) mebibytes << 20);

        for (int number = 0; number < 1_000_000; number++) {
            if (!trails.change(id.formatted(number), trail -> trail.withSendJob(true))) {
                throw new AssertionError("no space for lead " + number);
            }
        }

        assertThat(trails.count(LeadTrail::isSendJobPassed)).isEqualTo(1_000_000);
    }

    @Test
    void aNewLeadIsRefusedWhenThereIsNoSpaceAndAKnownOneIsNot() {
        LeadTrails trails = new LeadTrails(1 << 20);

        assertThat(trails.change("lead-1", trail -> trail)).isFalse();
        assertThat(trails.count(any -> true)).isZero();
    }

    @ParameterizedTest
    @EnumSource
    void aTrailKeepsEverythingInALong(DeliveryStatus status) {
        LeadTrail trail = LeadTrail.EMPTY
                .withChunk(999_999_999)
                .withSendJob(true)
                .withReceipt(status, true)
                .withLogRow(status);

        assertThat(LeadTrail.of(trail.packed())).isEqualTo(trail);
        assertThat(trail.chunk()).isEqualTo(999_999_999);
        assertThat(trail.hasReceipt() && trail.isReceiptPassed() && trail.isInLog() && trail.isSendJobPassed())
                .isTrue();
        assertThat(trail.isInTwoChunks()).isFalse();
        assertThat(trail.withoutLogRow().isInLog()).isFalse();
        assertThat(LeadTrail.of(LeadTrail.EMPTY.packed())).isEqualTo(LeadTrail.EMPTY);
    }
}
