package io.minicrm.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.minicrm.delivery.SeriesPoint;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The behaviour of every store's series of campaigns. */
public abstract class CampaignSeriesContract {

    private final String id = "campaign-" + UUID.randomUUID();

    /** The store under test; the same in all calls of one test. */
    protected abstract Store store();

    @Test
    void pointsAreReadInOrderOfTimeAndTheFirstOfASecondStays() {
        store().series().add(List.of());
        store().series().add(List.of(point(id, 10, 3), point(id, 2, 1), point(id + "@", 5, 9)));
        store().series().add(List.of(point(id, 10, 4), point(id, 100, 5_000_000_000L)));

        assertThat(store().series().of(id))
                .containsExactly(point(id, 2, 1), point(id, 10, 3), point(id, 100, 5_000_000_000L));
        assertThat(store().series().of("nobody")).isEmpty();
    }

    @Test
    void thinningKeepsTheMultiplesOfTheStepAndOtherCampaigns() {
        store().series()
                .add(IntStream.range(0, 9)
                        .mapToObj(second -> point(id, second, second))
                        .toList());
        store().series().add(List.of(point(id + "@", 5, 9)));

        store().series().thin(id, 4);
        store().series().thin(id, 4);

        assertThat(store().series().of(id)).extracting(SeriesPoint::second).containsExactly(0, 4, 8);
        assertThat(store().series().of(id + "@")).hasSize(1);
    }

    private static SeriesPoint point(String campaignId, int second, long sent) {
        return new SeriesPoint(campaignId, second, sent, 1, 2, 3, 4, 5);
    }
}
