package io.minicrm.kafka;

import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.IsolationLevel;
import org.jspecify.annotations.Nullable;

/**
 * The cluster, and the settings of every client that we connect to it.
 *
 * @param brokers the bootstrap servers, {@code host:port} separated by commas
 * @param clientId the prefix of every client's id
 * @param extra further client settings (TLS, SASL), which override ours
 * @param instance the static member id of this process's consumers (KIP-345): a process that was killed takes its
 *     partitions back at once when it restarts, instead of waiting until the group has expelled its former self; null
 *     for processes that come and go
 */
public record KafkaSettings(
        String brokers,
        String clientId,
        Map<String, Object> extra,
        @Nullable String instance) {

    /** The default of KAFKA_CLIENT_ID. */
    public static final String DEFAULT_CLIENT_ID = "mini-crm-backend";

    /** The largest record that our producers send, before compression. */
    private static final int MAX_RECORD_BYTES = 32 * 1024 * 1024;

    public KafkaSettings {
        extra = Map.copyOf(extra);
    }

    /** Settings of a process that comes and goes. */
    public KafkaSettings(String brokers, String clientId, Map<String, Object> extra) {
        this(brokers, clientId, extra, null);
    }

    public Map<String, Object> producer() {
        Map<String, Object> settings = common("producer");
        settings.put(ProducerConfig.ACKS_CONFIG, "all");
        settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        settings.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
        // What is not written by then is given back to its stage, which writes it again.
        settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 60_000);
        settings.put(ProducerConfig.BATCH_SIZE_CONFIG, 128 * 1024);
        // Receipts are sent one by one. Waiting briefly for more makes batches that are worth compressing and sending.
        settings.put(ProducerConfig.LINGER_MS_CONFIG, 20);
        // The producer checks the size before compression and the broker after it. So a record that came in can be much
        // larger than the broker's limit, and it must be possible to write it to the dead letters.
        settings.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, MAX_RECORD_BYTES);
        settings.putAll(extra);
        return settings;
    }

    public Map<String, Object> consumer(String group, int maxPollRecords) {
        Map<String, Object> settings = common(group);
        settings.put(ConsumerConfig.GROUP_ID_CONFIG, group);
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, maxPollRecords);
        // Under load, every fetch returns a batch that is worth a round trip to the store. Without load, this adds 50
        // ms per step.
        settings.put(ConsumerConfig.FETCH_MIN_BYTES_CONFIG, 64 * 1024);
        settings.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, 50);
        settings.put(
                ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG,
                "org.apache.kafka.clients.consumer.CooperativeStickyAssignor");
        if (instance != null) {
            settings.put(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG, instance);
        }
        // A dead process keeps its partitions for this long, and nobody processes them in the meantime.
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

    /** For a person who waits for the answer: fails within seconds if no broker responds. */
    public Map<String, Object> inspectingAdmin() {
        Map<String, Object> settings = common("inspector");
        failFast(settings);
        settings.putAll(extra);
        return settings;
    }

    /** For reading without a group: nothing is committed and no topic is created. */
    public Map<String, Object> inspectingConsumer(IsolationLevel isolation, int maxPollRecords) {
        Map<String, Object> settings = common("inspector");
        failFast(settings);
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, isolation.toString());
        settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, maxPollRecords);
        // Compressed bytes. A batch that is larger is returned all the same.
        settings.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, 16 * 1024 * 1024);
        settings.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, 2 * 1024 * 1024);
        // The end of a topic is known before it is read, so there is no use in waiting there for more.
        settings.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, 50);
        settings.putAll(extra);
        return settings;
    }

    /** For writing by hand: fails within seconds if the record does not arrive. */
    public Map<String, Object> inspectingProducer() {
        Map<String, Object> settings = producer();
        failFast(settings);
        settings.remove(CommonClientConfigs.DEFAULT_API_TIMEOUT_MS_CONFIG);
        settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 3_500);
        settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 10_000);
        settings.putAll(extra);
        return settings;
    }

    private static void failFast(Map<String, Object> settings) {
        settings.put(CommonClientConfigs.REQUEST_TIMEOUT_MS_CONFIG, 3_000);
        settings.put(CommonClientConfigs.DEFAULT_API_TIMEOUT_MS_CONFIG, 3_000);
        settings.put(CommonClientConfigs.SOCKET_CONNECTION_SETUP_TIMEOUT_MS_CONFIG, 2_000);
        settings.put(CommonClientConfigs.RETRY_BACKOFF_MS_CONFIG, 50);
        // Nobody reads the JMX beans of a client that lives for a second, and creating them takes time.
        settings.put(CommonClientConfigs.METRIC_REPORTER_CLASSES_CONFIG, "");
        settings.put(CommonClientConfigs.ENABLE_METRICS_PUSH_CONFIG, false);
    }

    private Map<String, Object> common(String role) {
        Map<String, Object> settings = new HashMap<>();
        settings.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, brokers);
        settings.put(CommonClientConfigs.CLIENT_ID_CONFIG, clientId + "-" + role);
        // After the restart of a broker on this machine, clients should reconnect at once.
        settings.put(CommonClientConfigs.RECONNECT_BACKOFF_MAX_MS_CONFIG, 500);
        return settings;
    }
}
