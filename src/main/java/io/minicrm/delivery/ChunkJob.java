package io.minicrm.delivery;

import io.minicrm.chunk.Chunk;
import io.minicrm.kafka.HeaderValues;
import io.minicrm.kafka.JsonFieldReader;
import io.minicrm.kafka.JsonFieldWriter;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A message on {@code campaign.jobs}: a chunk to send. Its body has exactly the four fields of the published contract;
 * the rest is in headers.
 *
 * @param jobId the chunk's job id; a later round carries the id of the chunk it belongs to
 * @param campaignId the campaign, also the record's key
 * @param leadIds the leads, never empty
 * @param createdAt when the chunk was created
 * @param chunkIndex the chunk's index in the campaign, from 0; part of the job id
 * @param attempt the attempt, from 1; a postponement does not use one
 * @param round number of times these messages were published so far, from 1
 */
public record ChunkJob(
        String jobId,
        String campaignId,
        List<String> leadIds,
        Instant createdAt,
        int chunkIndex,
        int attempt,
        int round) {

    private static final int MAX_LEADS = 10_000;
    private static final Pattern JOB_ID = Pattern.compile("job-(.+)-([0-9]{1,9})-[0-9]+-[0-9a-z]{6}");
    private static final String ATTEMPT = "attempt";
    private static final String ROUND = "round";

    /** The first round of a chunk. */
    static ChunkJob of(Chunk chunk) {
        return new ChunkJob(chunk.jobId(), chunk.campaignId(), chunk.leadIds(), chunk.createdAt(), chunk.index(), 1, 1);
    }

    /** The same job for some of its leads. */
    ChunkJob withLeads(List<String> some) {
        return new ChunkJob(jobId, campaignId, List.copyOf(some), createdAt, chunkIndex, attempt, round);
    }

    /** The chunk and its round, as each of its send jobs names them. */
    SendJob.ChunkRound chunkRound() {
        return new SendJob.ChunkRound(jobId, chunkIndex, attempt, round);
    }

    /**
     * Reads a message. The four fields of the body are enough: without headers it is the first round. Messages written
     * before rounds existed have an attempt in their body, which counted the rounds.
     *
     * @throws IllegalArgumentException if a field or header is missing or invalid, naming it
     */
    static ChunkJob read(JsonFieldReader fields, HeaderValues headers) {
        String jobId = null;
        String campaignId = null;
        List<String> leadIds = null;
        Instant createdAt = null;
        Integer oldAttempt = null;
        for (String name = fields.next(); name != null; name = fields.next()) {
            switch (name) {
                case "job_id" -> jobId = fields.text();
                case "campaign_id" -> campaignId = fields.text();
                case "lead_ids" -> leadIds = fields.texts();
                case "created_at" -> createdAt = fields.time();
                case ATTEMPT -> oldAttempt = fields.integer();
                default -> fields.skip();
            }
        }
        String job = Message.required("job_id", jobId);
        String campaign = Message.id("campaign_id", campaignId);
        List<String> leads = leadIds(leadIds);
        Integer round = headers.integer(ROUND);
        return new ChunkJob(
                job,
                campaign,
                leads,
                Message.required("created_at", createdAt),
                chunkIndex(job, campaign),
                round == null ? 1 : Message.attempt(headers.integer(ATTEMPT)),
                Message.round(round == null ? oldAttempt : round));
    }

    private static List<String> leadIds(@Nullable List<String> leadIds) {
        List<String> leads = Message.required("lead_ids", leadIds);
        if (leads.isEmpty() || leads.size() > MAX_LEADS) {
            throw new IllegalArgumentException("lead_ids is empty or has more than %d".formatted(MAX_LEADS));
        }
        leads.forEach(lead -> Message.id("lead_ids", lead));
        return leads;
    }

    private static int chunkIndex(String jobId, String campaignId) {
        Matcher parts = JOB_ID.matcher(jobId);
        if (!parts.matches()) {
            throw new IllegalArgumentException(
                    "job_id '%s' is not job-{campaign}-{index}-{millis}-{6 characters}".formatted(jobId));
        }
        if (!parts.group(1).equals(campaignId)) {
            throw new IllegalArgumentException("job_id '%s' is not of campaign_id '%s'".formatted(jobId, campaignId));
        }
        return Integer.parseInt(parts.group(2));
    }

    void write(JsonFieldWriter fields) {
        fields.text("job_id", jobId)
                .text("campaign_id", campaignId)
                .texts("lead_ids", leadIds)
                .time("created_at", createdAt);
    }

    /** The headers that complete the body. */
    Map<String, String> headers() {
        return Map.of(
                "chunk_index",
                Integer.toString(chunkIndex),
                ATTEMPT,
                Integer.toString(attempt),
                ROUND,
                Integer.toString(round));
    }
}
