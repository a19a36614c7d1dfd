package io.minicrm.inspector;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A topic with its partitions and settings.
 *
 * @param bytes the size of all replicas on disk; null if the cluster does not report it
 * @param config the settings that differ from Kafka's defaults
 */
public record TopicDetail(
        String topic,
        String topicId,
        boolean internal,
        int replicas,
        @Nullable Long bytes,
        List<Partition> partitions,
        List<Setting> config) {

    /**
     * One partition.
     *
     * @param leader the id of the broker that leads it; null if there is none
     * @param bytes the size of all replicas on disk; null if the cluster does not report it
     */
    public record Partition(
            int partition,
            @Nullable Integer leader,
            List<Integer> replicas,
            List<Integer> inSyncReplicas,
            @Nullable Long bytes) {

        /** Whether it has a leader and all replicas are in sync. */
        public boolean isHealthy() {
            return leader != null && inSyncReplicas.size() == replicas.size();
        }
    }

    /**
     * A setting.
     *
     * @param source where it is set: {@code topic} or {@code broker}
     */
    public record Setting(String name, @Nullable String value, String source) {}
}
