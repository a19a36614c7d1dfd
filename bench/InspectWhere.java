import io.minicrm.embedded.EmbeddedKafka;
import io.minicrm.inspector.Position;
import io.minicrm.inspector.RecordPage;
import io.minicrm.inspector.RecordQuery;
import io.minicrm.inspector.TopicAdmin;
import io.minicrm.inspector.TopicInspector;
import io.minicrm.kafka.KafkaSettings;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Measures how fast `inspect --where` reads a topic, compared with a bare consumer that only counts the records: a million JSON records, six
 * partitions, zstd; both take turns in one run. The condition is true for one record in ten thousand.
 *
 * <pre>./mini-crm --version; java -cp 'target/mini-crm.jar:target/lib/*' bench/InspectWhere.java</pre>
 */
public class InspectWhere {

    private static final int RECORDS = 1_000_000;
    private static final int PARTITIONS = 6;
    private static final int ROUNDS = 5;
    private static final String TOPIC = "bench.inspect";

    public static void main(String[] arguments) throws Exception {
        Path folder = Files.createTempDirectory("inspect-where");
        try (EmbeddedKafka broker = EmbeddedKafka.start(folder, 0, EmbeddedKafka.Clients.ALL)) {
            String brokers = arguments.length > 0 ? arguments[0] : broker.bootstrapServers();
            KafkaSettings settings = new KafkaSettings(brokers, "bench", Map.of());
            fill(settings);
            double bare = 0;
            double where = 0;
            double parsed = 0;
            for (int round = 1; round <= ROUNDS; round++) {
                double bareRate = rate(() -> readBare(brokers));
                double whereRate = rate(() -> readWhere(settings, "campaign_id == \"campaign-123\" && attempt < 3"));
                // There is no text to search for, so every record is parsed and evaluated.
                double parsedRate = rate(() -> readWhere(settings, "campaign_id.endsWith(\"-1234\") && attempt < 3"));
                System.out.printf(
                        "round %d: bare %,.0f/s; equality %,.0f/s, ratio %.2f; every record parsed %,.0f/s, ratio %.2f%n",
                        round, bareRate, whereRate, whereRate / bareRate, parsedRate, parsedRate / bareRate);
                if (round > 1) {
                    bare += bareRate / (ROUNDS - 1);
                    where += whereRate / (ROUNDS - 1);
                    parsed += parsedRate / (ROUNDS - 1);
                }
            }
            System.out.printf(
                    "mean without the first: bare %,.0f/s; equality %,.0f/s, ratio %.2f; every record parsed %,.0f/s, ratio %.2f%n",
                    bare, where, where / bare, parsed, parsed / bare);
        }
        System.exit(0);
    }

    private static double rate(Runnable reading) {
        long begin = System.nanoTime();
        reading.run();
        return RECORDS / ((System.nanoTime() - begin) / 1e9);
    }

    private static void fill(KafkaSettings settings) {
        try (TopicAdmin admin = new TopicAdmin(settings)) {
            admin.create(TOPIC, PARTITIONS, null, Map.of());
        }
        Map<String, Object> producerSettings = Map.of(
                "bootstrap.servers", settings.brokers(), "linger.ms", 20, "batch.size", 131_072, "compression.type", "zstd");
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(producerSettings, new ByteArraySerializer(), new ByteArraySerializer())) {
            for (int i = 0; i < RECORDS; i++) {
                String json = ("{\"send_id\":\"%032x\",\"job_id\":\"job-campaign-%d-0-1757656477507-kz2rrf\",\"campaign_id\":\"campaign-%d\","
                                + "\"lead_id\":\"lead-%d\",\"channel\":\"simulator\",\"to\":\"lead-%d@example.com\",\"attempt\":1}")
                        .formatted(i, i % 10_000, i % 10_000, i, i);
                producer.send(new ProducerRecord<>(
                        TOPIC, Integer.toString(i).getBytes(StandardCharsets.UTF_8), json.getBytes(StandardCharsets.UTF_8)));
            }
        }
    }

    private static void readBare(String brokers) {
        Map<String, Object> settings = Map.of(
                "bootstrap.servers", brokers, "max.poll.records", 5_000, "fetch.max.bytes", 16 << 20,
                "max.partition.fetch.bytes", 2 << 20, "enable.auto.commit", false);
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = java.util.stream.IntStream.range(0, PARTITIONS)
                    .mapToObj(partition -> new TopicPartition(TOPIC, partition))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            for (int read = 0; read < RECORDS; ) {
                read += consumer.poll(Duration.ofMillis(100)).count();
            }
        }
    }

    private static void readWhere(KafkaSettings settings, String where) {
        try (TopicInspector inspector = new TopicInspector(settings)) {
            RecordPage page = inspector.records(RecordQuery.of(TOPIC)
                    .limit(1_000)
                    .from(new Position.Earliest())
                    .where(where)
                    .build());
            if (page.records().size() != RECORDS / 10_000 || page.scanned() != RECORDS) {
                throw new IllegalStateException("Found " + page.records().size() + ", scanned " + page.scanned());
            }
        }
    }
}
