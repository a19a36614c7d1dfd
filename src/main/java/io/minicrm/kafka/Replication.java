package io.minicrm.kafka;

import java.util.Map;

/**
 * How many copies a topic gets by the brokers that there are.
 *
 * @param replicas copies of each partition: three, or as many as there are brokers
 * @param minInSync copies that must have a record before it counts as written; 1 where one broker less would stop everything
 */
public record Replication(short replicas, int minInSync) {

    private static final int USUAL = 3;

    public static Replication of(int brokers) {
        int replicas = Math.clamp(brokers, 1, USUAL);
        return new Replication((short) replicas, Math.max(1, replicas - 1));
    }

    public boolean isEven() {
        return replicas % 2 == 0;
    }

    /** What is to be set at the topic; where one copy is enough the broker's default stands. */
    public Map<String, String> settings() {
        return minInSync > 1 ? Map.of("min.insync.replicas", Integer.toString(minInSync)) : Map.of();
    }
}
