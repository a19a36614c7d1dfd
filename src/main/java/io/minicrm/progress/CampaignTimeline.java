package io.minicrm.progress;

import io.minicrm.delivery.SeriesPoint;
import io.minicrm.delivery.SeriesStep;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a campaign has run: by how much its numbers grew in each of a few hundred buckets of time. The sum of all buckets
 * is the campaign's present numbers, because those are the last point, whatever was sampled.
 *
 * <p>Example: the points of a campaign are 3 sent at second 1, and 8 at second 4; it has finished at second 5 with 9
 * sent.
 *
 * <pre>
 * buckets of 2 seconds   0 to 2   2 to 4   4 to 5
 * sent                        3        5        1
 * </pre>
 *
 * @param step the seconds of a bucket
 * @param buckets the first one first, without gaps; none before the first chunk is published
 */
public record CampaignTimeline(int step, List<SeriesBucket> buckets) {

    /**
     * @param points of the campaign, in order of time
     * @param wantedStep the seconds of a bucket; more if there would be too many buckets; null: as few as possible
     */
    public static CampaignTimeline of(
            CampaignProgress progress, List<SeriesPoint> points, @Nullable Integer wantedStep, Instant now) {
        Instant start = progress.campaign().startedAt();
        int wanted = wantedStep == null ? 1 : wantedStep;
        if (start == null) {
            return new CampaignTimeline(wanted, List.of());
        }
        int end = end(progress, start, points, now);
        int step = Math.max(wanted, SeriesStep.after(Duration.ofSeconds(end)));
        List<SeriesPoint> known = new ArrayList<>(points);
        known.add(SeriesPoint.of(progress.stats(), end));
        List<SeriesBucket> buckets = new ArrayList<>();
        SeriesPoint before = zero(progress.stats().campaignId());
        int next = 0;
        for (int bucket = 0; bucket <= bucketOf(end, step); bucket++) {
            SeriesPoint last = before;
            while (next < known.size() && bucketOf(known.get(next).second(), step) <= bucket) {
                last = known.get(next);
                next++;
            }
            buckets.add(SeriesBucket.between(start.plusSeconds((long) bucket * step), before, last));
            before = last;
        }
        return new CampaignTimeline(step, List.copyOf(buckets));
    }

    private static int end(CampaignProgress progress, Instant start, List<SeriesPoint> points, Instant now) {
        Instant finished = progress.campaign().finishedAt();
        long seconds =
                Duration.between(start, finished == null ? now : finished).toSeconds();
        int lastPoint = points.isEmpty() ? 0 : points.getLast().second();
        return (int) Math.clamp(seconds, lastPoint, Integer.MAX_VALUE);
    }

    /** The bucket in which the numbers grew to those of a point. */
    private static int bucketOf(int second, int step) {
        return second == 0 ? 0 : (second - 1) / step;
    }

    private static SeriesPoint zero(String campaignId) {
        return new SeriesPoint(campaignId, 0, 0, 0, 0, 0, 0, 0);
    }

    /**
     * By how much the numbers grew in some seconds. A retry makes them smaller, because its messages are not settled
     * any more.
     *
     * @param at when it begins
     * @param settled the sum of sent, failed, skipped and unknown
     */
    public record SeriesBucket(
            Instant at,
            long settled,
            long sent,
            long delivered,
            long bounced,
            long failed,
            long skipped,
            long unknown) {

        private static SeriesBucket between(Instant at, SeriesPoint from, SeriesPoint to) {
            long sent = to.sent() - from.sent();
            long failed = to.failed() - from.failed();
            long skipped = to.skipped() - from.skipped();
            long unknown = to.unknown() - from.unknown();
            return new SeriesBucket(
                    at,
                    sent + failed + skipped + unknown,
                    sent,
                    to.delivered() - from.delivered(),
                    to.bounced() - from.bounced(),
                    failed,
                    skipped,
                    unknown);
        }
    }
}
