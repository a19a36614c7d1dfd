package io.minicrm.postgres;

import io.minicrm.lead.Leads;
import io.minicrm.store.LeadListsContract;
import io.minicrm.store.TestPostgres;

final class PostgresLeadListsIT extends LeadListsContract {

    private static final Leads LEADS = new PostgresLeads(TestPostgres.newDatabase());

    @Override
    protected Leads leads() {
        return LEADS;
    }
}
