package io.minicrm.delivery;

import io.minicrm.chunk.Chunk;
import io.minicrm.kafka.JsonFieldReader;
import io.minicrm.kafka.JsonFieldWriter;
import java.time.Instant;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A message on {@code campaign.jobs}: a chunk that is to be sent.
 *
 * @param jobId the chunk's job id; a retry carries the id of the chunk it belongs to
 * @param campaignId the campaign, also the record's key
 * @param leadIds the leads, never empty
 * @param createdAt when the chunk was cut
 * @param chunkIndex the chunk's place in the campaign, from 0
 * @param attempt 1 for the first round, counted up by retries
 */
public record ChunkJob(
        String jobId, String campaignId, List<String> leadIds, Instant createdAt, int chunkIndex, int attempt) {

    private static final int MAX_LEADS = 10_000;
    private static final Pattern JOB_ID = Pattern.compile("job-(.+)-([0-9]{1,9})-[0-9]+-[0-9a-z]{6}");

    /** The first round of a chunk. */
    static ChunkJob of(Chunk chunk) {
        return new ChunkJob(chunk.jobId(), chunk.campaignId(), chunk.leadIds(), chunk.createdAt(), chunk.index(), 1);
    }

    /**
     * Reads a message. The four given fields are enough: the place of the chunk is part of its job id, the attempt is 1 where none is
     * named.
     *
     * @throws IllegalArgumentException when a field is missing or wrong, naming it
     */
    static ChunkJob read(JsonFieldReader fields) {
        String jobId = null;
        String campaignId = null;
        List<String> leadIds = null;
        Instant createdAt = null;
        Integer attempt = null;
        for (String name = fields.next(); name != null; name = fields.next()) {
            switch (name) {
                case "job_id" -> jobId = fields.text();
                case "campaign_id" -> campaignId = fields.text();
                case "lead_ids" -> leadIds = fields.texts();
                case "created_at" -> createdAt = fields.time();
                case "attempt" -> attempt = fields.integer();
                default -> fields.skip();
            }
        }
        String job = Message.required("job_id", jobId);
        String campaign = Message.id("campaign_id", campaignId);
        List<String> leads = Message.required("lead_ids", leadIds);
        Matcher parts = JOB_ID.matcher(job);
        if (!parts.matches()) {
            throw new IllegalArgumentException(
                    "job_id '%s' is not job-{campaign}-{index}-{millis}-{6 characters}".formatted(job));
        }
        if (!parts.group(1).equals(campaign)) {
            throw new IllegalArgumentException("job_id '%s' is not of campaign_id '%s'".formatted(job, campaign));
        }
        if (leads.isEmpty() || leads.size() > MAX_LEADS) {
            throw new IllegalArgumentException("lead_ids is empty or has more than %d".formatted(MAX_LEADS));
        }
        leads.forEach(lead -> Message.id("lead_ids", lead));
        return new ChunkJob(
                job,
                campaign,
                leads,
                Message.required("created_at", createdAt),
                Integer.parseInt(parts.group(2)),
                Message.attempt(attempt));
    }

    void write(JsonFieldWriter fields) {
        fields.text("job_id", jobId)
                .text("campaign_id", campaignId)
                .texts("lead_ids", leadIds)
                .time("created_at", createdAt)
                .integer("chunk_index", chunkIndex)
                .integer("attempt", attempt);
    }
}
