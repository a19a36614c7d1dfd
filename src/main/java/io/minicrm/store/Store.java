package io.minicrm.store;

import io.minicrm.access.ApiKeys;
import io.minicrm.access.AuditLog;
import io.minicrm.archive.Archive;
import io.minicrm.campaign.Campaigns;
import io.minicrm.consent.Consents;
import io.minicrm.delivery.CampaignDeadLetters;
import io.minicrm.delivery.Deliveries;
import io.minicrm.delivery.Plans;
import io.minicrm.delivery.Tallies;
import io.minicrm.gate.Limits;
import io.minicrm.lead.AttributeDefinitions;
import io.minicrm.lead.Leads;
import io.minicrm.segment.Audience;
import io.minicrm.segment.Segments;

/** The ports that a database implements. */
public interface Store extends AutoCloseable {

    Leads leads();

    Consents consents();

    AttributeDefinitions attributes();

    Segments segments();

    Audience audience();

    Campaigns campaigns();

    Plans plans();

    Deliveries deliveries();

    Tallies tallies();

    CampaignDeadLetters deadLetters();

    Limits limits();

    Archive archive();

    ApiKeys apiKeys();

    AuditLog auditLog();

    /** True if a failure means that the database is unreachable or busy, so that the same call may succeed later. */
    boolean isUnavailable(Throwable failure);

    /** Closes its connections. */
    @Override
    void close();
}
