package io.minicrm.postgres;

import io.minicrm.lead.Leads;
import io.minicrm.segment.Audience;
import io.minicrm.store.AudienceContract;
import io.minicrm.store.TestPostgres;
import javax.sql.DataSource;

final class PostgresAudienceIT extends AudienceContract {

    private static final DataSource DATABASE = TestPostgres.newDatabase();
    private static final Leads LEADS = new PostgresLeads(DATABASE);
    private static final Audience AUDIENCE = new PostgresAudience(DATABASE);

    @Override
    protected Audience audience() {
        return AUDIENCE;
    }

    @Override
    protected Leads leads() {
        return LEADS;
    }
}
