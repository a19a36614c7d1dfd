package io.minicrm.kafka;

import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.jspecify.annotations.Nullable;

/**
 * Where the cluster is, and how every client of ours talks to it.
 *
 * @param brokers the bootstrap servers, {@code host:port} with commas between
 * @param clientId the prefix of every client's id
 * @param extra any further client settings (TLS, SASL); they win over ours
 * @param instance the name under which this process's consumers are known to their groups across restarts (KIP-345): a process that
 *     was killed takes its partitions back at once, instead of waiting until the group has given its former self up; null where
 *     processes come and go
 */
public record KafkaSettings(
        String brokers,
        String clientId,
        Map<String, Object> extra,
        @Nullable String instance) {

    /** The default of KAFKA_CLIENT_ID. */
    public static final String DEFAULT_CLIENT_ID = "mini-crm-backend";

    public KafkaSettings {
        extra = Map.copyOf(extra);
    }

    /** Settings of a process that comes and goes. */
    public KafkaSettings(String brokers, String clientId, Map<String, Object> extra) {
        this(brokers, clientId, extra, null);
    }

    /** How our producers are set up. */
    public Map<String, Object> producer() {
        Map<String, Object> settings = common("producer");
        settings.put(ProducerConfig.ACKS_CONFIG, "all");
        settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        settings.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
        settings.put(ProducerConfig.BATCH_SIZE_CONFIG, 128 * 1024);
        // Receipts are sent one by one; waiting a moment for company makes batches that are worth compressing and
        // asking for.
        settings.put(ProducerConfig.LINGER_MS_CONFIG, 20);
        // Looked at before compression, unlike the broker's limit: what could come in must be able to go on to the dead
        // letters.
        settings.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, 32 * 1024 * 1024);
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
        // Under load every fetch brings a batch that is worth a round trip to the store; without load it costs 50 ms a
        // step.
        settings.put(ConsumerConfig.FETCH_MIN_BYTES_CONFIG, 64 * 1024);
        settings.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, 50);
        settings.put(
                ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG,
                "org.apache.kafka.clients.consumer.CooperativeStickyAssignor");
        if (instance != null) {
            settings.put(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG, instance);
        }
        // A dead process keeps its partitions for this long; its share of the work waits meanwhile.
        settings.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, 10_000);
        settings.put(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, 2_000);
        settings.putAll(extra);
        return settings;
    }

    public Map<String, Object> admin() {
        Map<String, Object> settings = common("admin");
        settings.putAll(extra);
        return settings;
    }

    /** For one who asks and wants an answer, or the news that there is none, within seconds. */
    public Map<String, Object> inspectingAdmin() {
        Map<String, Object> settings = common("inspector");
        impatient(settings);
        settings.putAll(extra);
        return settings;
    }

    /** For one who reads what is there: no group, nothing committed, nothing created. */
    public Map<String, Object> inspectingConsumer(boolean committedOnly) {
        Map<String, Object> settings = common("inspector");
        impatient(settings);
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, committedOnly ? "read_committed" : "read_uncommitted");
        settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 5_000);
        settings.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, 16 * 1024 * 1024);
        settings.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, 2 * 1024 * 1024);
        // The end of a topic is known before it is read: a fetch that waits there waits for nothing.
        settings.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, 50);
        settings.putAll(extra);
        return settings;
    }

    /** For one who writes by hand and wants to hear within seconds whether it arrived. */
    public Map<String, Object> inspectingProducer() {
        Map<String, Object> settings = producer();
        impatient(settings);
        settings.remove(CommonClientConfigs.DEFAULT_API_TIMEOUT_MS_CONFIG);
        settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 3_500);
        settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 10_000);
        settings.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, 16 * 1024 * 1024);
        settings.putAll(extra);
        return settings;
    }

    private static void impatient(Map<String, Object> settings) {
        settings.put(CommonClientConfigs.REQUEST_TIMEOUT_MS_CONFIG, 3_000);
        settings.put(CommonClientConfigs.DEFAULT_API_TIMEOUT_MS_CONFIG, 3_000);
        settings.put(CommonClientConfigs.SOCKET_CONNECTION_SETUP_TIMEOUT_MS_CONFIG, 2_000);
        settings.put(CommonClientConfigs.RETRY_BACKOFF_MS_CONFIG, 50);
        // JMX beans of a client that lives for a second cost more than they tell.
        settings.put(CommonClientConfigs.METRIC_REPORTER_CLASSES_CONFIG, "");
        settings.put(CommonClientConfigs.ENABLE_METRICS_PUSH_CONFIG, false);
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
