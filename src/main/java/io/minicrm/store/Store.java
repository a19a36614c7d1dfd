package io.minicrm.store;

import io.minicrm.access.ApiKeys;
import io.minicrm.access.AuditLog;
import io.minicrm.access.Sessions;
import io.minicrm.access.Users;
import io.minicrm.archive.Archive;
import io.minicrm.campaign.Approvals;
import io.minicrm.campaign.CampaignDrafts;
import io.minicrm.campaign.Campaigns;
import io.minicrm.campaign.SegmentUses;
import io.minicrm.consent.Consents;
import io.minicrm.delivery.CampaignDeadLetters;
import io.minicrm.delivery.CampaignSeries;
import io.minicrm.delivery.Deliveries;
import io.minicrm.delivery.Plans;
import io.minicrm.delivery.StalledChunks;
import io.minicrm.delivery.Tallies;
import io.minicrm.gate.LimitUses;
import io.minicrm.gate.Limits;
import io.minicrm.idempotency.KeptRequests;
import io.minicrm.importing.ImportJobs;
import io.minicrm.lead.AttributeDefinitions;
import io.minicrm.lead.Leads;
import io.minicrm.segment.Audience;
import io.minicrm.segment.SegmentCounts;
import io.minicrm.segment.Segments;

/** The ports that a database implements. */
public interface Store extends AutoCloseable {

    Leads leads();

    Consents consents();

    AttributeDefinitions attributes();

    Segments segments();

    SegmentCounts segmentCounts();

    SegmentUses segmentUses();

    Audience audience();

    Campaigns campaigns();

    CampaignDrafts campaignDrafts();

    Approvals approvals();

    Plans plans();

    Deliveries deliveries();

    Tallies tallies();

    CampaignSeries series();

    StalledChunks stalledChunks();

    CampaignDeadLetters deadLetters();

    Limits limits();

    LimitUses limitUses();

    Archive archive();

    ImportJobs imports();

    ApiKeys apiKeys();

    Users users();

    Sessions sessions();

    KeptRequests keptRequests();

    AuditLog auditLog();

    /** Names this installation. It is created with the database and never changes. */
    String installationId();

    /** True if a failure means that the database is unreachable or busy, so that the same call may succeed later. */
    boolean isUnavailable(Throwable failure);

    /** Closes its connections. */
    @Override
    void close();
}
