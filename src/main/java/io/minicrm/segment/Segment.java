package io.minicrm.segment;

import java.time.Instant;

/**
 * A named selection of leads.
 *
 * @param id the id, chosen by the client or generated
 * @param name 1 to 200 characters
 * @param rule which leads belong to it
 * @param createdAt when it was first stored
 * @param updatedAt when it was last changed
 */
public record Segment(String id, String name, Rule rule, Instant createdAt, Instant updatedAt) {}
