package io.minicrm.memory;

import io.minicrm.access.ApiKeys;
import io.minicrm.access.AuditLog;
import io.minicrm.access.Sessions;
import io.minicrm.access.Users;
import io.minicrm.archive.Archive;
import io.minicrm.campaign.Approvals;
import io.minicrm.campaign.ApprovalsInMemory;
import io.minicrm.campaign.CampaignDrafts;
import io.minicrm.campaign.Campaigns;
import io.minicrm.campaign.SegmentUses;
import io.minicrm.consent.Consents;
import io.minicrm.delivery.CampaignDeadLetters;
import io.minicrm.delivery.CampaignSeries;
import io.minicrm.delivery.CampaignSeriesInMemory;
import io.minicrm.delivery.Deliveries;
import io.minicrm.delivery.Plans;
import io.minicrm.delivery.StalledChunks;
import io.minicrm.delivery.Tallies;
import io.minicrm.gate.LimitUses;
import io.minicrm.gate.LimitUsesInMemory;
import io.minicrm.gate.Limits;
import io.minicrm.gate.TestLimits;
import io.minicrm.idempotency.KeptRequests;
import io.minicrm.importing.ImportJobs;
import io.minicrm.lead.AttributeDefinitions;
import io.minicrm.lead.InMemoryLeads;
import io.minicrm.lead.Leads;
import io.minicrm.memory.MemoryTables.CampaignRow;
import io.minicrm.segment.Audience;
import io.minicrm.segment.SegmentCounts;
import io.minicrm.segment.Segments;
import io.minicrm.store.Store;
import java.time.Clock;

/** The ports of the pipeline, in memory. The ports that the pipeline does not use are missing. Thread-safe. */
public final class MemoryStore implements Store {

    private final MemoryTables tables = new MemoryTables();
    private final Leads leads = new InMemoryLeads();
    private final Audience audience = new MemoryAudience(leads);
    private final Campaigns campaigns = new MemoryCampaigns(tables);
    private final Approvals approvals = new ApprovalsInMemory();
    private final CampaignSeries series = new CampaignSeriesInMemory();
    private final Plans plans = new MemoryPlans(tables);
    private final Deliveries deliveries = new MemoryDeliveries(tables);
    private final Tallies tallies;
    private final StalledChunks stalledChunks = new MemoryStalledChunks(tables);
    private final Limits limits = new TestLimits();
    private final LimitUses limitUses = new LimitUsesInMemory();

    /** @param clock what the database says the time is */
    public MemoryStore(Clock clock) {
        this.tallies = new MemoryTallies(tables, clock);
    }

    @Override
    public Leads leads() {
        return leads;
    }

    @Override
    public Audience audience() {
        return audience;
    }

    @Override
    public Campaigns campaigns() {
        return campaigns;
    }

    @Override
    public Plans plans() {
        return plans;
    }

    @Override
    public Deliveries deliveries() {
        return deliveries;
    }

    @Override
    public Tallies tallies() {
        return tallies;
    }

    @Override
    public StalledChunks stalledChunks() {
        return stalledChunks;
    }

    @Override
    public CampaignDeadLetters deadLetters() {
        return (campaignId, topic, partition, offset) -> {
            synchronized (tables) {
                CampaignRow campaign = tables.campaigns.get(campaignId);
                if (campaign != null) {
                    campaign.deadLetters.add(topic + "-" + partition + "@" + offset);
                }
            }
        };
    }

    @Override
    public Limits limits() {
        return limits;
    }

    @Override
    public LimitUses limitUses() {
        return limitUses;
    }

    @Override
    public String installationId() {
        return "memory";
    }

    @Override
    public boolean isUnavailable(Throwable failure) {
        return false;
    }

    @Override
    public void close() {
        // Nothing to close.
    }

    @Override
    public Consents consents() {
        throw missing();
    }

    @Override
    public AttributeDefinitions attributes() {
        throw missing();
    }

    @Override
    public Segments segments() {
        throw missing();
    }

    @Override
    public SegmentCounts segmentCounts() {
        throw missing();
    }

    @Override
    public SegmentUses segmentUses() {
        throw missing();
    }

    @Override
    public Archive archive() {
        throw missing();
    }

    @Override
    public ImportJobs imports() {
        throw missing();
    }

    @Override
    public ApiKeys apiKeys() {
        throw missing();
    }

    @Override
    public Users users() {
        throw missing();
    }

    @Override
    public CampaignSeries series() {
        return series;
    }

    @Override
    public CampaignDrafts campaignDrafts() {
        throw missing();
    }

    @Override
    public Approvals approvals() {
        return approvals;
    }

    @Override
    public KeptRequests keptRequests() {
        throw missing();
    }

    @Override
    public Sessions sessions() {
        throw missing();
    }

    @Override
    public AuditLog auditLog() {
        throw missing();
    }

    private static AssertionError missing() {
        return new AssertionError("The pipeline does not use this port");
    }
}
