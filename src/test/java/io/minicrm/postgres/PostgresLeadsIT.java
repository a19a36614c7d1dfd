package io.minicrm.postgres;

import io.minicrm.lead.Leads;
import io.minicrm.store.LeadsContract;
import io.minicrm.store.TestPostgres;

final class PostgresLeadsIT extends LeadsContract {

    private static final Leads LEADS = new PostgresLeads(TestPostgres.newDatabase());

    @Override
    protected Leads leads() {
        return LEADS;
    }
}
