package io.minicrm.campaign;

import org.jspecify.annotations.Nullable;

/**
 * How fast a campaign is sent.
 *
 * @param chunkSize leads per chunk
 * @param maxRate the most messages per second, over all senders; null: no limit
 */
public record Pace(int chunkSize, @Nullable Integer maxRate) {}
