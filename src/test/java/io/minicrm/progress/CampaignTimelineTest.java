package io.minicrm.progress;

import static io.minicrm.progress.TestProgress.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import io.minicrm.campaign.CampaignStatus;
import io.minicrm.delivery.SeriesPoint;
import io.minicrm.progress.CampaignTimeline.SeriesBucket;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class CampaignTimelineTest {

    private static final String ID = "campaign-1";

    @Test
    void bucketsHaveTheGrowthOfTheNumbersAndAddUpToThePresentOnes() {
        CampaignTimeline timeline = timeline(5, 9, List.of(point(1, 3), point(4, 8)), 2);

        assertThat(timeline.step()).isEqualTo(2);
        assertThat(timeline.buckets()).extracting(SeriesBucket::sent).containsExactly(3L, 5L, 1L);
        assertThat(timeline.buckets()).extracting(SeriesBucket::settled).containsExactly(3L, 5L, 1L);
        assertThat(timeline.buckets())
                .extracting(SeriesBucket::at)
                .containsExactly(NOW, NOW.plusSeconds(2), NOW.plusSeconds(4));
    }

    @Test
    void aCampaignWithoutPointsHasItsNumbersInTheLastBucket() {
        assertThat(timeline(3, 7, List.of(), null).buckets())
                .extracting(SeriesBucket::sent)
                .containsExactly(0L, 0L, 7L);
        assertThat(timeline(0, 7, List.of(), null).buckets())
                .extracting(SeriesBucket::sent)
                .containsExactly(7L);
    }

    @Test
    void aCampaignThatHasNotBegunHasNoBuckets() {
        var progress =
                TestProgress.of(TestProgress.campaign(ID, CampaignStatus.QUEUED).build(), 0, 0);

        assertThat(CampaignTimeline.of(progress, List.of(), 10, NOW)).isEqualTo(new CampaignTimeline(10, List.of()));
    }

    @Test
    void longerCampaignsHaveLongerBucketsThanWanted() {
        List<SeriesPoint> points = IntStream.range(0, 300)
                .mapToObj(each -> point(each * 4, each * 4L))
                .toList();
        CampaignTimeline timeline = timeline(1_199, 5_000, points, 1);

        assertThat(timeline.step()).isEqualTo(4);
        assertThat(timeline.buckets()).hasSizeLessThanOrEqualTo(300);
        assertThat(timeline.buckets().stream().mapToLong(SeriesBucket::sent).sum())
                .isEqualTo(5_000);
    }

    @Test
    void aRetryMakesNumbersSmaller() {
        assertThat(timeline(3, 6, List.of(point(1, 9), point(2, 4)), null).buckets())
                .extracting(SeriesBucket::sent)
                .containsExactly(9L, -5L, 2L);
    }

    private static CampaignTimeline timeline(
            int seconds, long sent, List<SeriesPoint> points, @Nullable Integer wantedStep) {
        var campaign =
                TestProgress.campaign(ID, CampaignStatus.RUNNING).startedAt(NOW).build();
        return CampaignTimeline.of(TestProgress.of(campaign, sent, 0), points, wantedStep, NOW.plusSeconds(seconds));
    }

    private static SeriesPoint point(int second, long sent) {
        return new SeriesPoint(ID, second, sent, 0, 0, 0, 0, 0);
    }
}
