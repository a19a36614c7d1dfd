package io.minicrm.postgres;

import io.minicrm.lead.Leads;
import io.minicrm.store.LeadChangesContract;
import io.minicrm.store.TestPostgres;

final class PostgresLeadChangesIT extends LeadChangesContract {

    private static final Leads LEADS = new PostgresLeads(TestPostgres.newDatabase());

    @Override
    protected Leads leads() {
        return LEADS;
    }
}
