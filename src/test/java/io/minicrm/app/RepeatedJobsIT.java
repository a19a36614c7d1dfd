package io.minicrm.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.minicrm.delivery.DeliveryStatus;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Jobs that are published twice, as after a crash: the message is sent once, and the outdated job does not delay it. */
class RepeatedJobsIT {

    private static final String SEND_JOBS = "campaign.send_jobs";

    @TempDir
    private Path folder;

    private final AtomicInteger calls = new AtomicInteger();

    /** Refuses the first request, with a Retry-After of one hour. */
    private final WebhookProvider provider = new WebhookProvider(exchange -> {
        boolean isFirst = calls.getAndIncrement() == 0;
        exchange.getResponseHeaders().add("Retry-After", "3600");
        exchange.sendResponseHeaders(isFirst ? 503 : 204, -1);
        exchange.close();
    });

    @AfterEach
    void stop() {
        provider.close();
    }

    @Test
    void theJobOfAnEarlierAttemptDoesNotHoldUpTheNextOneThatComesWithIt() {
        try (var server = new ServerUnderTest(folder, Map.of("WEBHOOK_URL", provider.url()))) {
            server.audience("one", 1);
            String campaign = server.campaign("one", ", \"channel\": \"webhook\"");
            await().atMost(ServerUnderTest.PATIENCE)
                    .until(() ->
                            server.deliveries(campaign, DeliveryStatus.RETRYING).size() == 1);

            publishTogether(server, first -> List.of(first, first.replace("\"round\":1", "\"round\":2"), first));

            server.awaitStatus(campaign, "completed");
            assertThat(server.deliveries(campaign, DeliveryStatus.SENT)).hasSize(1);
            assertThat(calls).hasValue(2);
        }
    }

    /** Publishes further jobs of the only message, derived from its first job, in one batch, so that they are read together. */
    private static void publishTogether(ServerUnderTest server, Function<String, List<String>> further) {
        ConsumerRecord<String, String> first = onlySendJob(server);
        try (var producer = new KafkaProducer<>(
                server.kafkaClient(Map.of("linger.ms", 10_000)), new StringSerializer(), new StringSerializer())) {
            for (String job : further.apply(first.value())) {
                producer.send(new ProducerRecord<>(SEND_JOBS, first.partition(), first.key(), job, first.headers()));
            }
        }
    }

    private static ConsumerRecord<String, String> onlySendJob(ServerUnderTest server) {
        List<ConsumerRecord<String, String>> jobs = new ArrayList<>();
        try (var consumer =
                new KafkaConsumer<>(server.kafkaClient(Map.of()), new StringDeserializer(), new StringDeserializer())) {
            consumer.assign(IntStream.range(0, consumer.partitionsFor(SEND_JOBS).size())
                    .mapToObj(partition -> new TopicPartition(SEND_JOBS, partition))
                    .toList());
            consumer.seekToBeginning(consumer.assignment());
            await().atMost(ServerUnderTest.PATIENCE).until(() -> {
                consumer.poll(Duration.ofMillis(200)).forEach(jobs::add);
                return !jobs.isEmpty();
            });
        }
        assertThat(jobs).hasSize(1);
        return jobs.getFirst();
    }
}
