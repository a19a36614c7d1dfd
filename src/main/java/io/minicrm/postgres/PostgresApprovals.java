package io.minicrm.postgres;

import io.minicrm.campaign.Approval;
import io.minicrm.campaign.Approvals;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Approvals in the table {@code campaign_approvals}. */
final class PostgresApprovals implements Approvals {

    private static final String SAVE = """
            INSERT INTO campaign_approvals (%1$s) SELECT %1$s FROM %2$s
            ON CONFLICT (campaign_id) DO UPDATE
            SET digest = excluded.digest, approved_by = excluded.approved_by, approved_at = excluded.approved_at
            """.formatted(Rows.APPROVALS.columns(), Rows.APPROVALS.given());

    private final JdbcClient jdbc;

    PostgresApprovals(DataSource dataSource) {
        this.jdbc = JdbcClient.create(dataSource);
    }

    @Override
    public Optional<Approval> find(String campaignId) {
        return jdbc.sql("SELECT * FROM campaign_approvals WHERE campaign_id = ?")
                .param(campaignId)
                .query(Rows.APPROVALS)
                .optional();
    }

    @Override
    public void save(Approval approval) {
        jdbc.sql(SAVE).params(Rows.APPROVALS.arrays(List.of(approval))).update();
    }
}
