package io.minicrm.postgres;

import io.minicrm.lead.Leads;
import io.minicrm.store.ImportContract;
import io.minicrm.store.TestPostgres;

final class PostgresImportIT extends ImportContract {

    private static final Leads LEADS = new PostgresLeads(TestPostgres.newDatabase());

    @Override
    protected Leads leads() {
        return LEADS;
    }
}
