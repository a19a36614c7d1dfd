package io.minicrm.delivery;

import io.minicrm.campaign.SendId;
import io.minicrm.kafka.DeadLetters;
import io.minicrm.kafka.JsonCodec;
import io.minicrm.kafka.Topic;
import io.minicrm.kafka.Topic.Envelope;
import java.util.Map;

/** The topics of the pipeline, in pipeline order. */
public final class PipelineTopics {

    private static final int PARTITIONS = 6;
    private static final String ATTEMPT = "attempt";
    private static final Map<String, String> FIRST_ATTEMPT = Map.of(ATTEMPT, "1");

    /** One record per chunk, keyed by campaign. */
    public static final Topic<ChunkJob> JOBS = new Topic<>(
            "campaign.jobs",
            PARTITIONS,
            new JsonCodec<>("chunk job", ChunkJob::write, ChunkJob::read),
            ChunkJob::campaignId,
            job -> new Envelope(
                    job.jobId() + "/" + job.round(),
                    "minicrm.chunk.published",
                    job.createdAt(),
                    job.campaignId(),
                    SendId.of(job.campaignId(), job.jobId()),
                    job.headers()));

    /** One record per lead, keyed by send id. */
    public static final Topic<SendJob> SEND_JOBS = new Topic<>(
            "campaign.send_jobs",
            PARTITIONS,
            new JsonCodec<>("send job", SendJob::write, SendJob::read),
            SendJob::sendId,
            job -> new Envelope(
                    job.sendId() + "/" + job.round(),
                    "minicrm.send.requested",
                    job.createdAt(),
                    job.campaignId(),
                    job.sendId(),
                    attempt(job.attempt())));

    /** The outcomes of messages, keyed by send id. */
    public static final Topic<Receipt> RECEIPTS = new Topic<>(
            "campaign.delivery_receipts",
            PARTITIONS,
            new JsonCodec<>("receipt", Receipt::write, Receipt::read),
            Receipt::sendId,
            receipt -> new Envelope(
                    receipt.sendId() + "/" + receipt.status().code() + "/" + roundOf(receipt),
                    "minicrm.delivery." + receipt.status().code(),
                    receipt.at(),
                    receipt.campaignId(),
                    receipt.sendId(),
                    receipt.attempt() == null
                            ? Map.of()
                            : attempt(receipt.attempt().number())));

    private PipelineTopics() {}

    /** The partitions of all topics, by name, dead letters included. */
    public static Map<String, Integer> partitions() {
        return Map.of(
                JOBS.name(),
                JOBS.partitions(),
                SEND_JOBS.name(),
                SEND_JOBS.partitions(),
                RECEIPTS.name(),
                RECEIPTS.partitions(),
                DeadLetters.TOPIC,
                1);
    }

    private static Map<String, String> attempt(int number) {
        return number == 1 ? FIRST_ATTEMPT : Map.of(ATTEMPT, Integer.toString(number));
    }

    private static int roundOf(Receipt receipt) {
        Integer round = receipt.round();
        return round == null ? 0 : round;
    }
}
