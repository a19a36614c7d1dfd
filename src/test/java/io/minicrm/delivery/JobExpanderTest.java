package io.minicrm.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.minicrm.campaign.CampaignStatus;
import io.minicrm.campaign.MessageKey;
import io.minicrm.campaign.TestCampaign;
import io.minicrm.gate.SkipReason;
import io.minicrm.kafka.RecordedPublisher;
import io.minicrm.lead.Attributes;
import io.minicrm.lead.InMemoryLeads;
import io.minicrm.lead.Lead;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class JobExpanderTest {

    private final MutableClock clock = new MutableClock();
    private final CampaignsInMemory campaigns = new CampaignsInMemory();
    private final InMemoryLeads leads = new InMemoryLeads();
    private final PlansInMemory plans = new PlansInMemory();
    private final SenderBed.Observed observed = new SenderBed.Observed();
    private final JobExpander expander = new JobExpander(
            new JobExpander.Ports(leads, campaigns, plans),
            Map.of("simulator", new SenderBed.Provider("simulator", true)),
            observed,
            clock);

    JobExpanderTest() {
        campaign("a", CampaignStatus.RUNNING, "simulator");
        leads.upsert(List.of(
                lead("ann", "ann@example.com", false), lead("bob", "bob@example.com", true), lead("eve", null, false)));
    }

    @Test
    void everyLeadOfAChunkGetsItsJobInOrderWithTheValuesOfItsTemplate() {
        List<SendJob> jobs = expander.expand(List.of(chunk("a", 3, 2, 5, "ann", "bob", "eve", "nobody")));

        assertThat(jobs).extracting(SendJob::leadId).containsExactly("ann", "bob", "eve", "nobody");
        assertThat(jobs.getFirst())
                .isEqualTo(new SendJob(
                        MessageKey.of("a", "ann"),
                        new SendJob.ChunkRound("job-a-3-1757656477507-kz2rrf", 3, 2, 5),
                        "simulator",
                        "ann@example.com",
                        Map.of("name", "Name of ann"),
                        MutableClock.START,
                        null));
    }

    @Test
    void aLeadThatMustNotBeWrittenToGetsAJobThatSaysWhy() {
        assertThat(expander.expand(List.of(chunk("a", 0, 1, 1, "ann", "bob", "eve", "nobody"))))
                .extracting(SendJob::skip)
                .containsExactly(null, SkipReason.UNSUBSCRIBED, SkipReason.NO_ADDRESS, SkipReason.LEAD_DELETED);
    }

    @Test
    void somethingElseInPlaceOfAnAddressIsNotSentTo() {
        leads.upsert(List.of(lead("pat", "n/a", false), lead("sam", "\u00a0", false)));

        assertThat(expander.expand(List.of(chunk("a", 0, 1, 1, "pat", "sam"))))
                .extracting(SendJob::skip)
                .containsExactly(SkipReason.INVALID_ADDRESS, SkipReason.NO_ADDRESS);
    }

    @Test
    void aLeadWhoseAddressAnotherLeadHasIsSkippedUnlessThereIsAnotherReason() {
        plans.duplicates.addAll(
                List.of(MessageKey.of("a", "ann"), MessageKey.of("a", "bob"), MessageKey.of("b", "eve")));

        assertThat(expander.expand(List.of(chunk("a", 0, 1, 1, "ann", "bob", "eve"), chunk("a", 1, 1, 1, "ann"))))
                .extracting(SendJob::skip)
                .containsExactly(
                        SkipReason.DUPLICATE_ADDRESS,
                        SkipReason.UNSUBSCRIBED,
                        SkipReason.NO_ADDRESS,
                        SkipReason.DUPLICATE_ADDRESS);
        assertThat(plans.reads).isEqualTo(1);
    }

    @Test
    void allLeadsOfACancelledCampaignAreSkipped() {
        campaign("a", CampaignStatus.CANCELLED, "simulator");

        assertThat(expander.expand(List.of(chunk("a", 0, 1, 1, "ann", "bob"))))
                .extracting(SendJob::skip)
                .containsOnly(SkipReason.CANCELLED);
    }

    @Test
    void aChunkWhoseStoredTemplateIsNotValidAnyLongerIsExpandedSoThatItsMessagesFailOneByOne() {
        campaigns.put(TestCampaign.withId("a")
                .status(CampaignStatus.RUNNING)
                .template("Hi {{ name | shout }}")
                .build());

        assertThat(expander.expand(List.of(chunk("a", 0, 1, 1, "ann", "eve"))))
                .extracting(SendJob::leadId)
                .containsExactly("ann", "eve");
    }

    @Test
    void onAChannelThatIsNotInstalledHereNothingIsSaidOfAddresses() {
        campaign("a", CampaignStatus.RUNNING, "mail");

        assertThat(expander.expand(List.of(chunk("a", 0, 1, 1, "ann", "eve"))))
                .extracting(SendJob::channel, SendJob::to, SendJob::skip)
                .containsOnly(org.assertj.core.groups.Tuple.tuple("mail", null, null));
    }

    @Test
    void theJobsOfABatchGoToTheirTopic() {
        RecordedPublisher recorded = new RecordedPublisher();

        expander.process(
                List.of(chunk("a", 0, 1, 1, "ann", "bob")), recorded.publisher().outbox());

        assertThat(recorded.topics()).containsExactly("campaign.send_jobs", "campaign.send_jobs");
    }

    @Test
    void theLeadsAndCampaignsOfAPollAreReadTogether() {
        campaign("b", CampaignStatus.RUNNING, "simulator");
        int before = leads.reads();

        List<SendJob> jobs = expander.expand(
                List.of(chunk("a", 0, 1, 1, "ann", "bob"), chunk("a", 1, 1, 1, "eve"), chunk("b", 0, 1, 1, "ann")));

        assertThat(jobs).extracting(SendJob::campaignId).containsExactly("a", "a", "a", "b");
        assertThat(leads.reads() - before).isEqualTo(1);
        assertThat(campaigns.reads).hasValue(1);
    }

    @Test
    void chunksThatDoNotStandInThePlanAreDropped() {
        ChunkJob planned = chunk("a", 0, 1, 1, "ann", "bob");

        List<SendJob> jobs = expander.expand(List.of(
                job("a", 1, 1, 1, "ann"),
                job("a", 0, 1, 1, "ann", "eve"),
                new ChunkJob("job-a-0-1757656477507-aaaaaa", "a", List.of("ann"), MutableClock.START, 0, 1, 1),
                job("a", 0, 2, 3, "bob"),
                planned));

        assertThat(jobs).extracting(SendJob::leadId).containsExactly("bob", "ann", "bob");
        assertThat(observed.foreign).hasValue(3);
    }

    @Test
    void aChunkOfACampaignThatDoesNotExistIsUnprocessable() {
        assertThatThrownBy(() -> expander.expand(List.of(chunk("x", 0, 1, 1, "ann"))))
                .isInstanceOf(UnknownCampaignException.class);
    }

    private void campaign(String id, CampaignStatus status, String channel) {
        campaigns.put(TestCampaign.withId(id).status(status).channel(channel).build());
    }

    /** A job of a chunk that has these leads in the plan. */
    private ChunkJob chunk(String campaign, int index, int attempt, int round, String... leadIds) {
        ChunkJob job = job(campaign, index, attempt, round, leadIds);
        plans.add(campaign, index, job.jobId(), job.leadIds());
        return job;
    }

    private static ChunkJob job(String campaign, int index, int attempt, int round, String... leadIds) {
        return new ChunkJob(
                "job-%s-%d-1757656477507-kz2rrf".formatted(campaign, index),
                campaign,
                List.of(leadIds),
                MutableClock.START,
                index,
                attempt,
                round);
    }

    private static Lead lead(String id, @Nullable String email, boolean unsubscribed) {
        return new Lead(id, "Name of " + id, email, null, unsubscribed, Attributes.NONE, MutableClock.START);
    }
}
