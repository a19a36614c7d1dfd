package io.minicrm.kafka;

import java.util.Map;

/**
 * The number of replicas of a topic, which depends on the number of brokers.
 *
 * @param replicas replicas of each partition: three, or as many as there are brokers
 * @param minInSync replicas that must have a record before it counts as written; 1 if the loss of one broker would
 *     otherwise stop all writes
 */
public record Replication(short replicas, int minInSync) {

    private static final int PREFERRED = 3;

    public static Replication of(int brokers) {
        int replicas = Math.clamp(brokers, 1, PREFERRED);
        return new Replication((short) replicas, Math.max(1, replicas - 1));
    }

    public boolean isEven() {
        return replicas % 2 == 0;
    }

    /** The topic settings; empty if one replica is enough, so that the broker's default applies. */
    public Map<String, String> settings() {
        return minInSync > 1 ? Map.of("min.insync.replicas", Integer.toString(minInSync)) : Map.of();
    }
}
