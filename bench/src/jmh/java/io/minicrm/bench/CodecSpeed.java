package io.minicrm.bench;

import io.minicrm.campaign.MessageKey;
import io.minicrm.campaign.SendId;
import io.minicrm.delivery.ChunkJob;
import io.minicrm.delivery.DeliveryStatus;
import io.minicrm.delivery.PipelineTopics;
import io.minicrm.delivery.Receipt;
import io.minicrm.delivery.SendJob;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Encodes and decodes the messages of the pipeline, and computes the hash that each of them contains. A chunk job has
 * 200 leads.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class CodecSpeed {

    private static final String CAMPAIGN = "campaign-01kc5n9v8e3q7";
    private static final String JOB = "job-campaign-01kc5n9v8e3q7-17-1757656477507-kz2rrf";
    private static final String LEAD = GeneratedLeads.id(3_456);

    private final Instant now = Instant.parse("2026-01-01T08:09:10.123Z");
    private final ChunkJob chunkJob = new ChunkJob(
            JOB, CAMPAIGN, IntStream.range(0, 200).mapToObj(GeneratedLeads::id).toList(), now, 17, 1, 1);
    private final SendJob sendJob = new SendJob(
            MessageKey.of(CAMPAIGN, LEAD),
            new SendJob.ChunkRound(JOB, 17, 1, 1),
            "simulator",
            "lead.3456@example56.com",
            Map.of("name", "Ada Lindqvist", "visits", BigDecimal.valueOf(12), "country", "SE"),
            now,
            null);
    private final Receipt receipt = Receipt.callback(
            MessageKey.of(CAMPAIGN, LEAD),
            DeliveryStatus.DELIVERED,
            "simulator",
            "sim-" + SendId.of(CAMPAIGN, LEAD),
            null,
            now);
    private final byte[] chunkJobBytes = PipelineTopics.JOBS.codec().encode(chunkJob);
    private final byte[] sendJobBytes = PipelineTopics.SEND_JOBS.codec().encode(sendJob);
    private final byte[] receiptBytes = PipelineTopics.RECEIPTS.codec().encode(receipt);

    @Benchmark
    public byte[] encodeChunkJob() {
        return PipelineTopics.JOBS.codec().encode(chunkJob);
    }

    @Benchmark
    public ChunkJob decodeChunkJob() {
        return PipelineTopics.JOBS.codec().decode(chunkJobBytes);
    }

    @Benchmark
    public byte[] encodeSendJob() {
        return PipelineTopics.SEND_JOBS.codec().encode(sendJob);
    }

    @Benchmark
    public SendJob decodeSendJob() {
        return PipelineTopics.SEND_JOBS.codec().decode(sendJobBytes);
    }

    @Benchmark
    public byte[] encodeReceipt() {
        return PipelineTopics.RECEIPTS.codec().encode(receipt);
    }

    @Benchmark
    public Receipt decodeReceipt() {
        return PipelineTopics.RECEIPTS.codec().decode(receiptBytes);
    }

    /** Computed once per message, and checked whenever a message is read. */
    @Benchmark
    public String sendId() {
        return SendId.of(CAMPAIGN, LEAD);
    }
}
