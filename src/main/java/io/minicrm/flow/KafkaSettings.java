package io.minicrm.flow;

import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;

/**
 * Where the cluster is, and how every client of ours talks to it.
 *
 * @param brokers the bootstrap servers, {@code host:port} with commas between
 * @param clientId the prefix of every client's id
 * @param extra any further client settings (TLS, SASL); they win over ours
 */
public record KafkaSettings(String brokers, String clientId, Map<String, Object> extra) {

    public KafkaSettings {
        extra = Map.copyOf(extra);
    }

    /** How our producers are set up. */
    public Map<String, Object> producer() {
        Map<String, Object> settings = common("producer");
        settings.put(ProducerConfig.ACKS_CONFIG, "all");
        settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        settings.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "zstd");
        settings.put(ProducerConfig.BATCH_SIZE_CONFIG, 128 * 1024);
        settings.put(ProducerConfig.LINGER_MS_CONFIG, 5);
        settings.putAll(extra);
        return settings;
    }

    /** How our consumers are set up. */
    public Map<String, Object> consumer(String group, int maxPollRecords) {
        Map<String, Object> settings = common(group);
        settings.put(ConsumerConfig.GROUP_ID_CONFIG, group);
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, maxPollRecords);
        settings.put(
                ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG,
                "org.apache.kafka.clients.consumer.CooperativeStickyAssignor");
        // A dead process keeps its partitions for this long; its share of the work waits meanwhile.
        settings.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, 10_000);
        settings.put(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, 2_000);
        settings.putAll(extra);
        return settings;
    }

    Map<String, Object> admin() {
        Map<String, Object> settings = common("admin");
        settings.putAll(extra);
        return settings;
    }

    private Map<String, Object> common(String role) {
        Map<String, Object> settings = new HashMap<>();
        settings.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, brokers);
        settings.put(CommonClientConfigs.CLIENT_ID_CONFIG, clientId + "-" + role);
        // Reconnecting to a broker that restarts on this machine should take a moment, not seconds.
        settings.put(CommonClientConfigs.RECONNECT_BACKOFF_MAX_MS_CONFIG, 500);
        return settings;
    }
}
