package io.minicrm.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import io.minicrm.archive.Export;
import io.minicrm.archive.Export.ExistingFile;
import io.minicrm.archive.Import;
import io.minicrm.archive.Import.ExistingCampaigns;
import io.minicrm.campaign.Campaign;
import io.minicrm.campaign.CampaignStatus;
import io.minicrm.campaign.MessageKey;
import io.minicrm.campaign.SendId;
import io.minicrm.campaign.TestCampaign;
import io.minicrm.chunk.Chunk;
import io.minicrm.chunk.Chunker;
import io.minicrm.delivery.CampaignStats;
import io.minicrm.delivery.Deliveries.ClaimRequest;
import io.minicrm.delivery.Delivery;
import io.minicrm.delivery.DeliveryStatus;
import io.minicrm.delivery.Plans;
import io.minicrm.delivery.Receipt;
import io.minicrm.delivery.SendAttempt;
import io.minicrm.embedded.TestServers;
import io.minicrm.lead.Attributes;
import io.minicrm.lead.Lead;
import io.minicrm.store.Store;
import io.minicrm.store.TestMongo;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A campaign that was partly sent from one store continues on another store, with a broker that has no records of it. */
class MovedCampaignIT {

    private static final String CAMPAIGN = "campaign-moved";
    private static final Instant BEFORE = Instant.now().minusSeconds(3_600).truncatedTo(ChronoUnit.MILLIS);

    @TempDir
    private Path folder;

    private final List<String> keys = new CopyOnWriteArrayList<>();
    private final WebhookProvider provider = new WebhookProvider(exchange -> {
        keys.add(exchange.getRequestHeaders().getFirst("Idempotency-Key"));
        exchange.sendResponseHeaders(204, -1);
        exchange.close();
    });

    @AfterEach
    void stop() {
        provider.close();
    }

    @Test
    void fromPostgresToMongo() throws IOException {
        continues(postgres(), TestMongo.newDatabaseUrl());
    }

    @Test
    void fromMongoToPostgres() throws IOException {
        continues(TestMongo.newDatabaseUrl(), postgres());
    }

    @Test
    void messagesThatMayHaveBeenSentAreNotSentAgainOnAChannelWithoutKeys() throws IOException {
        move(postgres(), postgres(), false, (store, settled) -> {
            CampaignStats stats = completed(store);
            assertThat(stats.sent()).isEqualTo(7);
            assertThat(stats.failed()).isEqualTo(1);
            assertThat(stats.unknown()).isEqualTo(2);
            assertThat(keys).containsExactlyInAnyOrderElementsOf(sendIds(5, 6, 7, 8, 9));
        });
    }

    private void continues(String from, String to) throws IOException {
        move(from, to, true, (store, settled) -> {
            CampaignStats stats = completed(store);
            assertThat(stats.audience()).isEqualTo(10);
            assertThat(stats.sent()).isEqualTo(9);
            assertThat(stats.failed()).isEqualTo(1);
            assertThat(stats.unknown()).isZero();
            assertThat(stats.inFlight()).isZero();
            assertThat(keys)
                    .as("once each, and no lead that was settled")
                    .containsExactlyInAnyOrderElementsOf(sendIds(3, 4, 5, 6, 7, 8, 9));
            assertThat(store.deliveries().page(CAMPAIGN, null, null, 3)).isEqualTo(settled);
        });
    }

    private static String postgres() {
        try (HikariDataSource database = (HikariDataSource) TestServers.newDatabase()) {
            return "postgresql://%s:%s@%s"
                    .formatted(
                            database.getUsername(),
                            database.getPassword(),
                            database.getJdbcUrl().replace("jdbc:postgresql://", ""));
        }
    }

    @FunctionalInterface
    private interface Check {
        void on(Store store, List<Delivery> settled);
    }

    private void move(String from, String to, boolean idempotent, Check check) throws IOException {
        Path file = folder.resolve("crm.ndjson");
        List<Delivery> settled;
        try (Store store = StoreBackend.open(from, ZoneOffset.UTC)) {
            sendPartly(store);
            settled = store.deliveries().page(CAMPAIGN, null, null, 3);
            assertThat(new Export(store.archive(), entries -> {})
                            .run(file, ExistingFile.RESUME, Instant.now())
                            .isConsistent())
                    .isTrue();
        }
        try (Store store = StoreBackend.open(to, ZoneOffset.UTC)) {
            assertThat(new Import(store.archive(), store.tallies(), "there", entries -> {})
                            .run(file, ExistingCampaigns.REFUSE, Instant.now())
                            .isConsistent())
                    .isTrue();
        }
        Map<String, String> environment = Map.of(
                "DATABASE_URL",
                to,
                "MINI_CRM_DATA",
                folder.resolve("data").toString(),
                "KAFKA_PORT",
                "0",
                "PORT",
                "0",
                "WEBHOOK_URL",
                provider.url(),
                "WEBHOOK_IDEMPOTENT",
                Boolean.toString(idempotent));
        try (Server server = Server.start(Settings.from(environment), ProcessRole.all())) {
            check.on(server.store(), settled);
        }
    }

    /**
     * Two leads per chunk. The first chunk is settled. In the second, one message is delivered and one is being sent. In the third, one is
     * being sent for the second time and one waits for a retry. The fourth is on a topic of the old broker; the fifth is not published.
     */
    private static void sendPartly(Store store) {
        List<Integer> leads = IntStream.range(0, 10).boxed().toList();
        store.leads()
                .upsert(leads.stream()
                        .map(number -> new Lead(
                                lead(number), "Lead", number + "@example.com", null, false, Attributes.NONE, BEFORE))
                        .toList());
        store.campaigns().create(campaign());
        try (Plans.Draft draft = store.plans().begin(CAMPAIGN)) {
            draft.append(Chunker.chunk(
                    CAMPAIGN, leads.stream().map(MovedCampaignIT::lead).toList(), 2, BEFORE));
            draft.complete(BEFORE);
        }
        List<Chunk> published = store.plans().unpublished(CAMPAIGN, 4);
        store.plans().markPublished(CAMPAIGN, published, BEFORE);
        claim(store, leads.subList(0, 6), 1);
        store.deliveries()
                .apply(List.of(
                        receipt(0, DeliveryStatus.SENT, 1),
                        receipt(1, DeliveryStatus.FAILED, 1),
                        receipt(2, DeliveryStatus.DELIVERED, 1),
                        receipt(4, DeliveryStatus.RETRYING, 1),
                        receipt(5, DeliveryStatus.RETRYING, 1)));
        claim(store, List.of(4), 2);
        // The tallies are not recounted, as after a kill of the process.
    }

    private static Campaign campaign() {
        return TestCampaign.withId(CAMPAIGN)
                .channel("webhook")
                .chunkSize(2)
                .audience(10)
                .createdAt(BEFORE)
                .build();
    }

    private static String lead(int number) {
        return "lead-" + number;
    }

    private static List<String> sendIds(int... leads) {
        return IntStream.of(leads)
                .mapToObj(number -> SendId.of(CAMPAIGN, lead(number)))
                .toList();
    }

    private static void claim(Store store, List<Integer> leads, int attempt) {
        store.deliveries()
                .claim(
                        leads.stream()
                                .map(number ->
                                        new ClaimRequest(MessageKey.of(CAMPAIGN, lead(number)), number / 2, attempt))
                                .toList(),
                        UUID.randomUUID().toString(),
                        BEFORE);
    }

    private static Receipt receipt(int lead, DeliveryStatus status, int attempt) {
        boolean retries = status == DeliveryStatus.RETRYING;
        return new Receipt(
                MessageKey.of(CAMPAIGN, lead(lead)),
                status,
                "webhook",
                status.isSent() ? "message-" + lead : null,
                status.isSent() ? null : "for now",
                BEFORE,
                new SendAttempt(
                        attempt,
                        attempt,
                        retries ? 1 : null,
                        // Later than its chunk, because the sender takes the first of two jobs of a message that arrive
                        // together.
                        retries ? Instant.now().plusSeconds(20).truncatedTo(ChronoUnit.MILLIS) : null));
    }

    private static CampaignStats completed(Store store) {
        await().atMost(ServerUnderTest.PATIENCE)
                .until(() -> store.campaigns().find(CAMPAIGN).orElseThrow().status() == CampaignStatus.COMPLETED);
        return store.tallies().stats(Set.of(CAMPAIGN)).getFirst();
    }
}
