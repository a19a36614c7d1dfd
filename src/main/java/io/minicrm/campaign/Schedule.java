package io.minicrm.campaign;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * When a campaign may be sent.
 *
 * @param scheduledAt no chunk is published before this time; null: chunks are published at once
 */
public record Schedule(@Nullable Instant scheduledAt) {}
