package io.minicrm.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.minicrm.campaign.Campaign;
import io.minicrm.campaign.CampaignStatus;
import io.minicrm.campaign.TestCampaign;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SeriesSamplerTest {

    private static final String ID = "campaign-1";

    private final MutableClock clock = new MutableClock();
    private final CampaignsInMemory campaigns = new CampaignsInMemory();
    private final Numbers numbers = new Numbers();
    private final CampaignSeriesInMemory series = new CampaignSeriesInMemory();
    private final SeriesSampler sampler = new SeriesSampler(campaigns, numbers, series, clock);

    @Test
    void aRunningCampaignGetsAPointForEachSecondInWhichItsNumbersChange() {
        run(CampaignStatus.RUNNING);
        numbers.sent = 10;
        second();
        second();
        numbers.sent = 25;
        second();

        assertThat(series.of(ID)).extracting(SeriesPoint::second).containsExactly(1, 3);
        assertThat(series.of(ID)).extracting(SeriesPoint::sent).containsExactly(10L, 25L);
    }

    @Test
    void nothingIsReadWhenNothingRuns() {
        campaigns.put(campaign(CampaignStatus.QUEUED, null));
        second();

        assertThat(numbers.reads).isZero();
        assertThat(series.of(ID)).isEmpty();
    }

    @Test
    void aCampaignThatHasEndedIsFollowedUntilItsReceiptsHaveArrived() {
        run(CampaignStatus.RUNNING);
        numbers.sent = 10;
        second();
        run(CampaignStatus.COMPLETED);
        clock.advance(Duration.ofSeconds(30));
        numbers.delivered = 9;
        second();
        assertThat(series.of(ID)).extracting(SeriesPoint::delivered).containsExactly(0L, 9L);

        clock.advance(SeriesSampler.QUIET);
        second();
        int reads = numbers.reads;
        second();
        assertThat(numbers.reads).isEqualTo(reads);
    }

    @Test
    void aSeriesIsThinnedWhenItsCampaignRunsLongerAndStaysBounded() {
        run(CampaignStatus.RUNNING);
        for (int second = 0; second < 2_000; second++) {
            numbers.sent++;
            second();
            assertThat(series.of(ID)).hasSizeLessThanOrEqualTo(SeriesStep.MAX_POINTS);
        }

        assertThat(series.of(ID)).hasSizeGreaterThan(SeriesStep.MAX_POINTS / 2 - 60);
        assertThat(series.of(ID))
                .allMatch(point -> point.second() % 8 == 0)
                .allMatch(point -> point.sent() >= point.second());
    }

    @Test
    void aProcessThatStartsLaterThinsWhatAnEarlierOneHasLeft() {
        series.add(List.of(new SeriesPoint(ID, 7, 7, 0, 0, 0, 0, 0), new SeriesPoint(ID, 8, 8, 0, 0, 0, 0, 0)));
        run(CampaignStatus.RUNNING);
        clock.advance(Duration.ofSeconds(400));
        numbers.sent = 400;
        sampler.get();

        assertThat(series.of(ID)).extracting(SeriesPoint::second).containsExactly(8, 400);
    }

    private void second() {
        clock.advance(Duration.ofSeconds(1));
        sampler.get();
    }

    private void run(CampaignStatus status) {
        campaigns.put(campaign(status, MutableClock.START));
    }

    private static Campaign campaign(CampaignStatus status, @Nullable Instant startedAt) {
        return TestCampaign.withId(ID)
                .status(status)
                .plannedAt(MutableClock.START)
                .startedAt(startedAt)
                .build();
    }

    private static final class Numbers implements Tallies {

        private long sent;
        private long delivered;
        private int reads;

        @Override
        public List<CampaignStats> stats(Set<String> campaignIds) {
            reads++;
            List<CampaignStats> all = new ArrayList<>();
            campaignIds.forEach(
                    id -> all.add(new CampaignStats(id, 5_000, 0, 0, 0, 0, 0, sent, delivered, 0, 0, 0, 0, 0)));
            return all;
        }

        @Override
        public int recount(int limit, Instant now) {
            throw new AssertionError("A sampler counts nothing");
        }

        @Override
        public void touch(String campaignId) {
            throw new AssertionError("A sampler touches nothing");
        }

        @Override
        public void touchUnfinished() {
            throw new AssertionError("A sampler touches nothing");
        }
    }
}
