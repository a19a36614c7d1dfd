package io.minicrm.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.minicrm.campaign.Campaign;
import io.minicrm.campaign.CampaignChange;
import io.minicrm.campaign.CampaignNotFoundException;
import io.minicrm.campaign.CampaignStatus;
import io.minicrm.campaign.MessageKey;
import io.minicrm.campaign.TestCampaign;
import io.minicrm.chunk.Chunker;
import io.minicrm.delivery.Deliveries.ClaimRequest;
import io.minicrm.delivery.DeliveryStatus;
import io.minicrm.delivery.Plans;
import io.minicrm.delivery.Receipt;
import io.minicrm.mongodb.MongoStore;
import io.minicrm.problem.Precondition;
import io.minicrm.store.Store;
import io.minicrm.store.TestMongo;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class CampaignControlTest {

    private static final Instant NOW = TestCampaign.CREATED_AT;

    private static Store store;
    private static CampaignControl control;

    @BeforeAll
    static void open() {
        store = MongoStore.open(TestMongo.newDatabaseUrl());
        control = new CampaignControl(
                store.campaigns(), store.deliveries(), store.tallies(), Clock.fixed(NOW, ZoneOffset.UTC));
    }

    @AfterAll
    static void close() {
        store.close();
    }

    @ParameterizedTest
    @CsvSource({
        "QUEUED,    PAUSED,    PAUSED",
        "RUNNING,   PAUSED,    PAUSED",
        "PAUSED,    PAUSED,    PAUSED",
        "QUEUED,    RESUMED,   QUEUED",
        "RUNNING,   RESUMED,   RUNNING",
        "PAUSED,    RESUMED,   QUEUED",
        "QUEUED,    CANCELLED, CANCELLED",
        "RUNNING,   CANCELLED, CANCELLED",
        "PAUSED,    CANCELLED, CANCELLED",
        "CANCELLED, CANCELLED, CANCELLED"
    })
    void aChangeThatTheStatusAllowsIsMade(CampaignStatus before, Change change, CampaignStatus after) {
        String id = campaign(before);

        change.act.accept(id);

        assertThat(stored(id).status()).isEqualTo(after);
    }

    @ParameterizedTest
    @CsvSource({
        "COMPLETED, PAUSED,    completed and cannot be paused",
        "CANCELLED, PAUSED,    cancelled and cannot be paused",
        "COMPLETED, RESUMED,   completed and cannot be resumed",
        "CANCELLED, RESUMED,   cancelled and cannot be resumed",
        "COMPLETED, CANCELLED, completed and cannot be cancelled",
        "CANCELLED, RETRIED,   cancelled and cannot be retried"
    })
    void aChangeThatTheStatusDoesNotAllowIsRefused(CampaignStatus before, Change change, String problem) {
        String id = campaign(before);

        assertThatExceptionOfType(CampaignStatusConflictException.class)
                .isThrownBy(() -> change.act.accept(id))
                .withMessage("Campaign %s is %s", id, problem);
        assertThat(stored(id).status()).isEqualTo(before);
    }

    @ParameterizedTest
    @MethodSource
    void everyChangeNeedsACampaign(Consumer<String> change) {
        assertThatExceptionOfType(CampaignNotFoundException.class).isThrownBy(() -> change.accept("nobody"));
    }

    static Stream<Consumer<String>> everyChangeNeedsACampaign() {
        return Stream.concat(
                Stream.of(Change.values()).map(change -> change.act),
                Stream.of(id -> changePace(id, 5), id -> control.recount(id)));
    }

    @Test
    void aCampaignThatHadStartedRunsAfterItsPause() {
        String id = store.campaigns()
                .create(TestCampaign.withId(newId())
                        .status(CampaignStatus.PAUSED)
                        .plannedAt(NOW)
                        .startedAt(NOW)
                        .build())
                .id();

        control.resume(id);

        assertThat(stored(id).status()).isEqualTo(CampaignStatus.RUNNING);
    }

    @Test
    void theMessagesOfTheGivenStatusesAreRetried() {
        String id = sent(DeliveryStatus.FAILED, DeliveryStatus.FAILED, DeliveryStatus.UNKNOWN, DeliveryStatus.SENT);

        assertThat(control.retry(id, EnumSet.of(DeliveryStatus.FAILED))).isEqualTo(2);
        assertThat(control.retry(id, CampaignControl.RETRYABLE)).isEqualTo(1);
        assertThat(statuses(id))
                .containsExactly(
                        DeliveryStatus.RETRYING, DeliveryStatus.RETRYING, DeliveryStatus.RETRYING, DeliveryStatus.SENT);
    }

    @Test
    void onlyFailedAndUnknownMessagesCanBeRetried() {
        String id = sent(DeliveryStatus.SENT);

        for (Set<DeliveryStatus> statuses : List.of(
                EnumSet.noneOf(DeliveryStatus.class),
                EnumSet.of(DeliveryStatus.SENT),
                EnumSet.of(DeliveryStatus.FAILED, DeliveryStatus.SKIPPED))) {
            assertThatExceptionOfType(InvalidCampaignException.class)
                    .isThrownBy(() -> control.retry(id, statuses))
                    .withMessageStartingWith("statuses ");
        }
        assertThat(statuses(id)).containsExactly(DeliveryStatus.SENT);
    }

    private static void changePace(String id, @Nullable Integer maxRate) {
        control.change(
                id, new CampaignControl.Changes(null, new CampaignChange.NewRate(maxRate), null), Precondition.none());
    }

    private static void reschedule(String id, @Nullable Instant at) {
        control.change(
                id,
                new CampaignControl.Changes(null, null, new CampaignControl.Changes.NewTime(at)),
                Precondition.none());
    }

    private static String scheduled(Instant at) {
        String id = "campaign-" + UUID.randomUUID();
        store.campaigns().create(TestCampaign.withId(id).scheduledAt(at).build());
        return id;
    }

    @Test
    void aNameIsChangedAtAnyTime() {
        String id = campaign(CampaignStatus.CANCELLED);

        control.change(id, new CampaignControl.Changes("Summer", null, null), Precondition.none());
        control.change(id, new CampaignControl.Changes(null, null, null), Precondition.none());

        assertThat(stored(id).content().name()).isEqualTo("Summer");
        assertThatExceptionOfType(InvalidCampaignException.class)
                .isThrownBy(() -> control.change(id, new CampaignControl.Changes(" ", null, null), Precondition.none()))
                .withMessageStartingWith("name ");
    }

    @Test
    void theStartIsMovedUntilShortlyBeforeIt() {
        String id = scheduled(NOW.plusSeconds(6));

        reschedule(id, NOW.plusSeconds(60));
        assertThat(stored(id).scheduledAt()).isEqualTo(NOW.plusSeconds(60));
        assertThatExceptionOfType(InvalidCampaignException.class)
                .isThrownBy(() -> reschedule(id, NOW.minusSeconds(120)))
                .withMessageStartingWith("scheduled_at ");
        reschedule(id, null);
        assertThat(stored(id).scheduledAt()).isNull();

        for (String begun : List.of(
                id, scheduled(NOW.plusSeconds(5)), campaign(CampaignStatus.RUNNING), campaign(CampaignStatus.QUEUED))) {
            assertThatExceptionOfType(CampaignStatusConflictException.class)
                    .isThrownBy(() -> reschedule(begun, NOW.plusSeconds(60)))
                    .withMessageContaining("cannot be changed any more");
        }
        assertThatExceptionOfType(CampaignNotFoundException.class)
                .isThrownBy(() -> reschedule("campaign-none", NOW.plusSeconds(60)));
    }

    @Test
    void theRateLimitIsChangedAndRemoved() {
        String id = campaign(CampaignStatus.RUNNING);

        changePace(id, 50);
        assertThat(maxRate(id)).isEqualTo(50);

        assertThatExceptionOfType(InvalidCampaignException.class)
                .isThrownBy(() -> changePace(id, 0))
                .withMessageStartingWith("max_rate ");
        assertThat(maxRate(id)).isEqualTo(50);

        changePace(id, null);
        assertThat(maxRate(id)).isNull();
    }

    @Test
    void aRecountTouchesEveryChunk() {
        String id = sent(DeliveryStatus.SENT, DeliveryStatus.FAILED);
        drain();

        control.recount(id);

        assertThat(store.tallies().recount(1_000, NOW)).isEqualTo(1);
    }

    private enum Change {
        PAUSED(id -> control.pause(id)),
        RESUMED(id -> control.resume(id)),
        CANCELLED(id -> control.cancel(id)),
        RETRIED(id -> control.retry(id, CampaignControl.RETRYABLE));

        private final Consumer<String> act;

        Change(Consumer<String> act) {
            this.act = act;
        }
    }

    private static String campaign(CampaignStatus status) {
        return store.campaigns()
                .create(TestCampaign.withId(newId()).status(status).build())
                .id();
    }

    /** A campaign with one message of each of these statuses, in one chunk. */
    private static String sent(DeliveryStatus... statuses) {
        String id = campaign(CampaignStatus.QUEUED);
        List<String> leads = Stream.iterate(0, i -> i + 1)
                .limit(statuses.length)
                .map(i -> "lead-" + i)
                .toList();
        try (Plans.Draft draft = store.plans().begin(id)) {
            draft.append(Chunker.chunk(id, leads, 100, NOW));
            draft.complete(NOW);
        }
        store.deliveries()
                .claim(
                        leads.stream()
                                .map(lead -> new ClaimRequest(MessageKey.of(id, lead), 0, 1))
                                .toList(),
                        UUID.randomUUID().toString(),
                        NOW);
        for (int i = 0; i < statuses.length; i++) {
            store.deliveries()
                    .apply(List.of(Receipt.callback(
                            MessageKey.of(id, leads.get(i)), statuses[i], "simulator", null, null, NOW)));
        }
        return id;
    }

    private static List<DeliveryStatus> statuses(String id) {
        return store.deliveries().page(id, null, null, 100).stream()
                .map(delivery -> delivery.status())
                .toList();
    }

    private static void drain() {
        while (store.tallies().recount(1_000, NOW) > 0) {
            // Until no chunk is touched.
        }
    }

    private static Campaign stored(String id) {
        return store.campaigns().find(id).orElseThrow();
    }

    private static @Nullable Integer maxRate(String id) {
        return stored(id).maxRate();
    }

    private static String newId() {
        return "campaign-" + UUID.randomUUID();
    }
}
