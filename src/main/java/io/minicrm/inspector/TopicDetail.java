package io.minicrm.inspector;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A topic in full.
 *
 * @param bytes its size on disk, all replicas; null where the cluster does not tell
 * @param config the settings that are not the cluster's defaults
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
     * @param leader the broker that leads it; null while there is none
     * @param bytes its size on disk, all replicas; null where the cluster does not tell
     */
    public record Partition(
            int partition,
            @Nullable Integer leader,
            List<Integer> replicas,
            List<Integer> inSyncReplicas,
            @Nullable Long bytes) {

        /** Whether all replicas are in sync and one leads. */
        public boolean isHealthy() {
            return leader != null && inSyncReplicas.size() == replicas.size();
        }
    }

    /**
     * A setting.
     *
     * @param source who set it: {@code topic}, {@code broker}
     */
    public record Setting(String name, @Nullable String value, String source) {}
}
