package io.minicrm.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.minicrm.lead.Leads;
import io.minicrm.segment.Audience;
import io.minicrm.segment.Rule;
import io.minicrm.store.AudienceContract;
import io.minicrm.store.TestPostgres;
import java.time.ZonedDateTime;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

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

    /** More than are searched for by name, so that all leads are grouped. */
    @Test
    void everyOneOfVeryManyDuplicatesIsFound() {
        int pairs = RepeatedAddresses.MAX_KEYS + 1;
        JdbcClient.create(DATABASE).sql("""
                INSERT INTO leads (id, email, unsubscribed, attributes, created_at)
                SELECT 'pair-' || side || number, 'p' || number || '@example.com', false, '{}', now()
                FROM generate_series(1, ?) AS number, unnest(ARRAY['a', 'b']) AS side
                """).param(pairs).update();
        Set<String> duplicates = new HashSet<>();

        AUDIENCE.readWithDuplicates(
                new Rule.Group(Rule.Combinator.AND, false, List.of()),
                ZonedDateTime.now(),
                page -> {},
                duplicates::addAll);

        assertThat(duplicates).hasSize(pairs).allMatch(id -> id.startsWith("pair-b"));
    }
}
