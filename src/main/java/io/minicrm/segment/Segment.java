package io.minicrm.segment;

import java.time.Instant;

/**
 * A named choice of leads.
 *
 * @param id the segment's id
 * @param name what people call it, 1 to 200 characters
 * @param rule which leads belong to it
 * @param createdAt when it was first stored
 * @param updatedAt when it was last changed
 */
public record Segment(String id, String name, Rule rule, Instant createdAt, Instant updatedAt) {}
