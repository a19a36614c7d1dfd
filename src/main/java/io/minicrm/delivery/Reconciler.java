package io.minicrm.delivery;

import io.minicrm.delivery.StalledChunks.Republication;
import io.minicrm.delivery.StalledChunks.StalledChunk;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes messages again that vanished on their way through Kafka. Records can vanish for many reasons: a topic is
 * deleted, truncated or restored, a broker loses power before its pages are on disk, offsets are reset, a stray process
 * consumes them. The plan and the delivery log in the store say which messages have no outcome, whatever the reason.
 *
 * <p>A message is published again if it has not moved for some time and everything that was published before that time
 * has passed through the pipeline (see {@link PipelineSweep}). If it was not lost after all, the repeat changes
 * nothing, because it has to be claimed. A message that another sender left at {@code sending} is treated like after a
 * crash: sent again with the same key if its channel drops repeats, else it becomes {@code unknown}. Messages of
 * cancelled campaigns are skipped when they come back, so such campaigns settle, too.
 *
 * <p>Several processes can do this at once, because each takes chunks that no other has taken. The chunks are published
 * before they are marked; after a crash in between they are published once more.
 *
 * <p>Example: the topics are deleted and created again while 500 messages are in the pipeline. Half a minute later
 * nothing has happened to these, and the groups have nothing to read. The chunks they belong to are published again,
 * with only these leads.
 */
public final class Reconciler implements Supplier<Duration> {

    private static final Logger log = LoggerFactory.getLogger(Reconciler.class);
    private static final Duration INTERVAL = Duration.ofSeconds(5);

    /** Between two rounds, unless the clock is set. */
    private static final Duration LONGEST_GAP = Duration.ofMinutes(10);

    /** Bounds the memory of a round, and what a round adds to the topics. */
    private static final int CHUNKS_PER_ROUND = 100;

    private final PipelineReading.Source positions;
    private final StalledChunks chunks;
    private final Consumer<List<ChunkJob>> jobs;
    private final RepublishPause pause;
    private final DeliveryObserver observer;
    private final Clock clock;
    private final PipelineSweep sweep = new PipelineSweep();
    private Instant lastRound = Instant.MIN;

    /** @param jobs publishes jobs, and returns once the broker has them all */
    public Reconciler(
            PipelineReading.Source positions,
            StalledChunks chunks,
            Consumer<List<ChunkJob>> jobs,
            RepublishPause pause,
            DeliveryObserver observer,
            Clock clock) {
        this.positions = positions;
        this.chunks = chunks;
        this.jobs = jobs;
        this.pause = pause;
        this.observer = observer;
        this.clock = clock;
    }

    @Override
    public Duration get() {
        Instant at = clock.instant();
        if (at.isBefore(lastRound) || lastRound.isBefore(at.minus(LONGEST_GAP))) {
            // The clock was set, or the process stood still: the times of the sweep cannot be compared with those of
            // now.
            sweep.reset();
        }
        lastRound = at;
        Optional<PipelineReading> reading = positions.read();
        if (reading.isEmpty()) {
            sweep.reset();
            return INTERVAL;
        }
        sweep.advance(reading.get(), at).ifPresent(passed -> republish(passed.minus(pause.still())));
        return INTERVAL;
    }

    private void republish(Instant stillSince) {
        Instant now = clock.instant();
        List<StalledChunk> stalled = chunks.take(stillSince, now, pause.still(), CHUNKS_PER_ROUND).stream()
                .filter(chunk -> !chunk.jobs().isEmpty())
                .toList();
        if (stalled.isEmpty()) {
            return;
        }
        jobs.accept(stalled.stream().flatMap(chunk -> chunk.jobs().stream()).toList());
        chunks.markRepublished(
                stalled.stream()
                        .map(chunk -> new Republication(
                                chunk.campaignId(), chunk.index(), now.plus(pause.after(chunk.republished() + 1))))
                        .toList(),
                now);
        observer.republished(
                stalled.size(),
                stalled.stream().mapToInt(StalledChunk::messages).sum());
        report(stalled);
    }

    private static void report(List<StalledChunk> stalled) {
        Map<String, List<StalledChunk>> byCampaign = stalled.stream()
                .collect(Collectors.groupingBy(StalledChunk::campaignId, TreeMap::new, Collectors.toList()));
        byCampaign.forEach((campaign, ofCampaign) -> log.warn(
                "Published {} messages of {} again, in {} chunks: they had no outcome,"
                        + " and Kafka had nothing of them left to read",
                ofCampaign.stream().mapToInt(StalledChunk::messages).sum(),
                campaign,
                ofCampaign.size()));
    }
}
