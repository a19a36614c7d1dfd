package io.minicrm.chunk;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * How an audience is cut, in figures. The JSON names are given in camelCase, whatever naming the rest of the answer follows.
 *
 * @param totalLeads leads in the audience
 * @param totalChunks chunks it makes
 * @param chunkSize leads in every chunk but the last
 * @param lastChunkSize leads in the last chunk; 0 without leads
 */
public record ChunkingStats(
        @JsonProperty("totalLeads") long totalLeads,
        @JsonProperty("totalChunks") int totalChunks,
        @JsonProperty("chunkSize") int chunkSize,
        @JsonProperty("lastChunkSize") int lastChunkSize) {

    /**
     * The figures of an audience, without cutting it.
     *
     * @param leads 0 or more
     * @param size leads a chunk, 1 or more
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
