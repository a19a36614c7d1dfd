package io.minicrm.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.minicrm.store.CampaignsContract;
import io.minicrm.store.Store;
import io.minicrm.store.TestPostgres;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

final class PostgresCampaignsIT extends CampaignsContract {

    @Override
    protected Store store() {
        return TestPostgresStore.STORE;
    }

    /** Creating a campaign once read all earlier ones to estimate its duration. */
    @Test
    void theLastCompletedCampaignsAreFoundByTheirIndex() {
        JdbcClient sql = JdbcClient.create(TestPostgres.newDatabase());
        sql.sql("""
                INSERT INTO campaigns (id, name, segment_id, rule, template, channel, chunk_size, created_at, status, audience, chunks,
                    started_at, finished_at)
                SELECT 'campaign-' || i, 'Test', 'segment-1', '{}', 'Hi', CASE WHEN i % 2 = 0 THEN 'simulator' ELSE 'mail' END, 100,
                    now(), 'completed', 1000, 10, now() - make_interval(hours => i), now() - make_interval(mins => i)
                FROM generate_series(1, 20000) i
                """).update();
        sql.sql("ANALYZE campaigns").update();

        String plan = String.join(
                "\n",
                sql.sql("EXPLAIN " + PostgresCampaigns.LAST_COMPLETED)
                        .param("simulator")
                        .param(1_000)
                        .param(Timestamps.ofNullable(Instant.now()))
                        .param(10)
                        .query(String.class)
                        .list());

        assertThat(plan)
                .contains("Index Scan using campaigns_completed")
                .contains("Index Cond: ((channel = 'simulator'")
                .doesNotContain("Sort");
    }
}
