package io.minicrm.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.minicrm.campaign.CampaignStatus;
import io.minicrm.campaign.MessageKey;
import io.minicrm.campaign.TestCampaign;
import io.minicrm.chunk.Chunk;
import io.minicrm.delivery.Deliveries.ClaimRequest;
import io.minicrm.gate.SkipReason;
import io.minicrm.kafka.DeadLetterListener.Content;
import io.minicrm.kafka.DeadLetterListener.Origin;
import io.minicrm.lead.InMemoryLeads;
import io.minicrm.lead.Lead;
import io.minicrm.memory.MemoryStore;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SetAsideMessagesTest {

    private static final String CAMPAIGN = "campaign-1";
    private static final List<String> LEADS =
            IntStream.range(0, 200).mapToObj("lead-%03d"::formatted).toList();
    private static final String JOB = "job-campaign-1-0-1757656477507-kz2rrf";

    private final MutableClock clock = new MutableClock();
    private final MemoryStore store = new MemoryStore(clock);
    private final BrokenLeads leads = new BrokenLeads();
    private final List<ChunkJob> published = new ArrayList<>();
    private final SetAsideMessages messages = new SetAsideMessages(
            new SetAsideMessages.Ports(store.deliveries(), store.plans(), store.campaigns()),
            new JobExpander(
                    new JobExpander.Ports(leads, store.campaigns(), store.plans()),
                    Map.of("simulator", new SenderBed.Provider("simulator", true)),
                    new SenderBed.Observed(),
                    clock),
            published::addAll,
            SimulatedFaults.StoreAway.class::isInstance,
            clock);

    /** Leads of which some cannot be read. */
    private static final class BrokenLeads extends InMemoryLeads {

        private final Set<String> broken = new HashSet<>();
        private boolean away;

        @Override
        public synchronized List<Lead> findAll(Collection<String> ids) {
            if (away) {
                throw new SimulatedFaults.StoreAway();
            }
            if (ids.stream().anyMatch(broken::contains)) {
                throw new IllegalStateException("stored data that cannot be read");
            }
            return super.findAll(ids);
        }
    }

    @BeforeEach
    void planCampaign() {
        store.campaigns()
                .create(TestCampaign.withId(CAMPAIGN)
                        .status(CampaignStatus.QUEUED)
                        .chunkSize(200)
                        .build());
        try (Plans.Draft draft = store.plans().begin(CAMPAIGN)) {
            draft.append(List.of(new Chunk(JOB, CAMPAIGN, 0, LEADS, MutableClock.START)));
            draft.complete(MutableClock.START);
        }
        leads.upsert(LEADS.stream()
                .map(id -> SenderBed.lead(id, id + "@example.com"))
                .toList());
    }

    @Test
    void aChunkIsDividedIntoTheLeadsAtFaultAndTheOthers() {
        leads.broken.addAll(Set.of("lead-017", "lead-150"));
        ChunkJob chunk = chunk(LEADS, 3);

        assertThat(messages.divide(origin(PipelineTopics.JOBS.name(), 1), content(chunk)))
                .isTrue();

        assertThat(published).hasSize(2);
        assertThat(published.get(0).leadIds()).hasSize(198).doesNotContain("lead-017", "lead-150");
        assertThat(published.get(1)).isEqualTo(chunk.withLeads(List.of("lead-017", "lead-150")));
        assertThat(messages.divide(origin(PipelineTopics.JOBS.name(), 2), content(published.get(1))))
                .as("all of these are at fault")
                .isFalse();
        assertThat(published).hasSize(2);
    }

    @Test
    void aChunkWhoseLeadsAreNotAtFaultIsNotDivided() {
        assertThat(messages.divide(origin(PipelineTopics.JOBS.name(), 1), content(chunk(LEADS, 1))))
                .isFalse();
        leads.broken.add("stranger");
        assertThat(messages.divide(
                        origin(PipelineTopics.JOBS.name(), 1), content(chunk(List.of("stranger", "lead-001"), 1))))
                .as("not in the plan")
                .isFalse();
        assertThat(published).isEmpty();
    }

    @Test
    void nothingIsLearnedAboutLeadsWhileTheStoreIsAway() {
        leads.away = true;

        assertThatThrownBy(() -> messages.divide(origin(PipelineTopics.JOBS.name(), 1), content(chunk(LEADS, 1))))
                .isInstanceOf(SimulatedFaults.StoreAway.class);
    }

    @Test
    void theMessagesOfAChunkFailOnceWhateverIsRepeated() {
        List<String> two = List.of("lead-017", "lead-150");
        Content content = content(chunk(two, 1));

        messages.settle(origin(PipelineTopics.JOBS.name(), 7), content);
        messages.settle(origin(PipelineTopics.JOBS.name(), 7), content);
        messages.settle(origin(PipelineTopics.JOBS.name(), 8), content);

        assertThat(rows()).hasSize(2).allSatisfy(row -> {
            assertThat(row.status()).isEqualTo(DeliveryStatus.FAILED);
            assertThat(row.error()).isEqualTo("cannot be processed: it fails");
        });
        assertThat(store.deliveries().reopen(CAMPAIGN, Set.of(DeliveryStatus.FAILED), clock.instant()))
                .as("a person can have them sent again")
                .isEqualTo(2);
    }

    @Test
    void aSendJobThatSaysWhyItsLeadIsSkippedEndsAsThat() {
        messages.settle(origin(PipelineTopics.SEND_JOBS.name(), 7), content(sendJob("lead-003", SkipReason.TOO_LARGE)));

        assertThat(rows()).singleElement().satisfies(row -> {
            assertThat(row.status()).isEqualTo(DeliveryStatus.SKIPPED);
            assertThat(row.skipReason()).isEqualTo(SkipReason.TOO_LARGE);
        });
    }

    @Test
    void aMessageThatAnotherSenderHasClaimedMayHaveLeft() {
        store.deliveries()
                .claim(
                        List.of(new ClaimRequest(MessageKey.of(CAMPAIGN, "lead-003"), 0, 1)),
                        UUID.randomUUID().toString(),
                        clock.instant());

        messages.settle(origin(PipelineTopics.SEND_JOBS.name(), 7), content(sendJob("lead-003", null)));

        assertThat(rows()).singleElement().satisfies(row -> {
            assertThat(row.status()).isEqualTo(DeliveryStatus.UNKNOWN);
            assertThat(row.error())
                    .isEqualTo("cannot be processed: it fails, so it was not sent again; an earlier attempt may have"
                            + " arrived");
        });
    }

    @Test
    void aMessageWhoseSettingAsideWasCutShortFailsWithTheNextRecordOfIt() {
        store.deliveries()
                .claim(
                        List.of(new ClaimRequest(MessageKey.of(CAMPAIGN, "lead-003"), 0, 1)),
                        SetAsideMessages.CLAIM_TOKEN,
                        clock.instant());

        messages.settle(origin(PipelineTopics.SEND_JOBS.name(), 8), content(sendJob("lead-003", null)));

        assertThat(rows())
                .as("nobody has sent it, so it is not uncertain")
                .singleElement()
                .extracting(Delivery::status)
                .isEqualTo(DeliveryStatus.FAILED);
    }

    @Test
    void recordsThatAreNotOfThePlanChangeNothing() {
        messages.settle(origin(PipelineTopics.SEND_JOBS.name(), 7), content(sendJob("stranger", null)));
        messages.settle(origin(PipelineTopics.JOBS.name(), 7), content(chunk(List.of("stranger", "lead-001"), 1)));
        messages.settle(
                origin(PipelineTopics.JOBS.name(), 7), new Content("[]".getBytes(), name -> null, "not readable"));
        messages.settle(origin(PipelineTopics.RECEIPTS.name(), 7), content(sendJob("lead-001", null)));

        assertThat(rows()).isEmpty();
    }

    @Test
    void recordsOfACampaignWhoseTimeHasNotComeChangeNothing() {
        String later = "campaign-later";
        store.campaigns()
                .create(TestCampaign.withId(later)
                        .status(CampaignStatus.QUEUED)
                        .scheduledAt(MutableClock.START.plusSeconds(3_600))
                        .build());
        String job = JOB.replace(CAMPAIGN, later);
        try (Plans.Draft draft = store.plans().begin(later)) {
            draft.append(List.of(new Chunk(job, later, 0, LEADS, MutableClock.START)));
            draft.complete(MutableClock.START);
        }

        messages.settle(
                origin(PipelineTopics.JOBS.name(), 7),
                content(new ChunkJob(job, later, LEADS, MutableClock.START, 0, 1, 1)));

        assertThat(store.deliveries().page(later, null, null, 10)).isEmpty();
    }

    private List<Delivery> rows() {
        return store.deliveries().page(CAMPAIGN, null, null, 1_000);
    }

    private static Origin origin(String topic, long offset) {
        return new Origin(topic, 2, offset, CAMPAIGN);
    }

    private static ChunkJob chunk(List<String> ids, int round) {
        return new ChunkJob(JOB, CAMPAIGN, ids, MutableClock.START, 0, 1, round);
    }

    private static SendJob sendJob(String lead, SkipReason skip) {
        return new SendJob(
                MessageKey.of(CAMPAIGN, lead),
                new SendJob.ChunkRound(JOB, 0, 1, 1),
                "simulator",
                lead + "@example.com",
                Map.of(),
                MutableClock.START,
                skip);
    }

    private static Content content(ChunkJob job) {
        return new Content(PipelineTopics.JOBS.codec().encode(job), job.headers()::get, "it fails");
    }

    private static Content content(SendJob job) {
        return new Content(PipelineTopics.SEND_JOBS.codec().encode(job), name -> null, "it fails");
    }
}
