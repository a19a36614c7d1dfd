package io.minicrm.chunk;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * How an audience is divided. The JSON names are in camelCase, unlike the other names in an answer, because a published
 * contract gives them.
 *
 * @param totalLeads leads in the audience
 * @param totalChunks number of chunks
 * @param chunkSize leads in every chunk except the last
 * @param lastChunkSize leads in the last chunk; 0 for an empty audience
 */
public record ChunkingStats(
        @JsonProperty("totalLeads") long totalLeads,
        @JsonProperty("totalChunks") int totalChunks,
        @JsonProperty("chunkSize") int chunkSize,
        @JsonProperty("lastChunkSize") int lastChunkSize) {

    /**
     * Computes the statistics without dividing the audience.
     *
     * @param leads 0 or more
     * @param size leads per chunk, 1 or more
     */
    public static ChunkingStats of(long leads, int size) {
        if (leads < 0) {
            throw new IllegalArgumentException("leads is %d; it cannot be negative".formatted(leads));
        }
        if (size < 1) {
            throw new IllegalArgumentException("size is %d; a chunk has at least one lead".formatted(size));
        }
        int chunks = Math.toIntExact(Math.ceilDiv(leads, (long) size));
        int last = chunks == 0 ? 0 : (int) (leads - (chunks - 1L) * size);
        return new ChunkingStats(leads, chunks, size, last);
    }
}
