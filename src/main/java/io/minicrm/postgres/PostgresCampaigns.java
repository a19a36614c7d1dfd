package io.minicrm.postgres;

import io.minicrm.campaign.Campaign;
import io.minicrm.campaign.CampaignChange;
import io.minicrm.campaign.CampaignQuery;
import io.minicrm.campaign.CampaignStatus;
import io.minicrm.campaign.Campaigns;
import io.minicrm.problem.Precondition;
import java.sql.Types;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import javax.sql.DataSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Campaigns in the table {@code campaigns}. */
final class PostgresCampaigns implements Campaigns {

    private static final String CREATE = """
            INSERT INTO campaigns (%1$s) SELECT %1$s FROM %2$s ON CONFLICT (idempotency_key) DO NOTHING
            """.formatted(Rows.CAMPAIGNS.columns(), Rows.CAMPAIGNS.given());

    /** The conditions without parameters are those of the index {@code campaigns_completed}. */
    static final String LAST_COMPLETED = """
            SELECT * FROM campaigns
            WHERE status = 'completed' AND channel = ? AND audience >= ? AND max_rate IS NULL
              AND started_at IS NOT NULL AND finished_at < ?
            ORDER BY finished_at DESC
            LIMIT ?
            """;

    /** As {@link CampaignChange.NewStart#isPossible} has it. */
    private static final String STARTS_LATER =
            " AND status IN ('queued', 'paused') AND started_at IS NULL AND scheduled_at > :begunBy";

    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;

    PostgresCampaigns(DataSource dataSource) {
        this.jdbc = JdbcClient.create(dataSource);
        this.transaction = new TransactionTemplate(new DataSourceTransactionManager(dataSource));
    }

    @Override
    public Campaign create(Campaign campaign) {
        int created = jdbc.sql(CREATE)
                .params(Rows.CAMPAIGNS.arrays(List.of(campaign)))
                .update();
        String key = campaign.origin().idempotencyKey();
        return created == 1 || key == null
                ? campaign
                : findByIdempotencyKey(key).orElse(campaign);
    }

    @Override
    public Optional<Campaign> find(String id) {
        return jdbc.sql("SELECT * FROM campaigns WHERE id = ?")
                .param(id)
                .query(Rows.CAMPAIGNS)
                .optional();
    }

    @Override
    public List<Campaign> findAll(Collection<String> ids) {
        return jdbc.sql("SELECT * FROM campaigns WHERE id = ANY (?)")
                .param(ids.toArray(String[]::new))
                .query(Rows.CAMPAIGNS)
                .list();
    }

    @Override
    public Optional<Campaign> findByIdempotencyKey(String key) {
        return jdbc.sql("SELECT * FROM campaigns WHERE idempotency_key = ?")
                .param(key)
                .query(Rows.CAMPAIGNS)
                .optional();
    }

    @Override
    public List<Campaign> list(CampaignQuery query) {
        CampaignList list = CampaignList.of(query);
        return jdbc.sql(list.sql())
                .params(list.parameters())
                .query(Rows.CAMPAIGNS)
                .list();
    }

    @Override
    public Map<CampaignStatus, Long> countByStatus() {
        Map<CampaignStatus, Long> counts = new EnumMap<>(CampaignStatus.class);
        jdbc.sql("SELECT status, count(*) FROM campaigns GROUP BY status").query(row -> {
            counts.put(CampaignStatus.of(row.getString(1)), row.getLong(2));
        });
        return counts;
    }

    @Override
    public List<Campaign> lastCompleted(String channel, long minAudience, Instant finishedBefore, int limit) {
        return jdbc.sql(LAST_COMPLETED)
                .param(channel)
                .param(minAudience)
                .param(Timestamps.ofNullable(finishedBefore))
                .param(limit)
                .query(Rows.CAMPAIGNS)
                .list();
    }

    @Override
    public List<Campaign> lease(String owner, Instant now, Duration ttl, int limit) {
        // A lease that has more than half its time left is not written again: this runs many times a second.
        return jdbc.sql("""
                        WITH due AS (
                            SELECT number FROM campaigns
                            WHERE finished_at IS NULL
                              AND (planned_at IS NULL OR status IN ('queued', 'running', 'cancelled'))
                              AND (planned_at IS NULL AND audience_time IS DISTINCT FROM 'at_start'
                                   OR status = 'cancelled' OR scheduled_at IS NULL OR scheduled_at <= :now)
                              AND (lease_owner = :owner OR lease_until IS NULL OR lease_until < :now
                                   OR lease_until > :ahead AND lease_until < 'infinity')
                            ORDER BY number
                            LIMIT :limit
                            FOR UPDATE SKIP LOCKED),
                        renewed AS (
                            UPDATE campaigns c SET lease_owner = :owner, lease_until = :until
                            FROM due
                            WHERE c.number = due.number
                              AND (c.lease_owner IS DISTINCT FROM :owner OR c.lease_until < :half))
                        SELECT c.* FROM campaigns c JOIN due USING (number) ORDER BY c.number
                        """)
                .param("owner", owner)
                .param("now", Timestamps.ofNullable(now))
                .param("until", Timestamps.ofNullable(now.plus(ttl)))
                .param("ahead", Timestamps.ofNullable(now.plus(ttl).plus(CLOCKS_DIFFER)))
                .param("half", Timestamps.ofNullable(now.plus(ttl.dividedBy(2))))
                .param("limit", limit)
                .query(Rows.CAMPAIGNS)
                .list();
    }

    @Override
    public void release(String owner) {
        jdbc.sql("UPDATE campaigns SET lease_owner = NULL, lease_until = NULL"
                        + " WHERE lease_owner = ? AND finished_at IS NULL")
                .param(owner)
                .update();
    }

    @Override
    public boolean move(
            String id, Set<CampaignStatus> from, CampaignStatus to, Instant at, Precondition<Campaign> precondition) {
        to.requireReachableFrom(from);
        return expecting(
                id,
                precondition,
                () -> jdbc.sql("UPDATE campaigns SET status = ?, finished_at ="
                                        + " CASE WHEN ? = 'completed' THEN ?::timestamptz ELSE finished_at END"
                                        + " WHERE id = ? AND status = ANY (?)")
                                .param(to.code())
                                .param(to.code())
                                .param(Timestamps.ofNullable(at))
                                .param(id)
                                .param(from.stream().map(CampaignStatus::code).toArray(String[]::new))
                                .update()
                        == 1);
    }

    /** Makes a change while no other process can change the campaign. */
    private boolean expecting(String id, Precondition<Campaign> precondition, BooleanSupplier change) {
        if (precondition.isNone()) {
            return change.getAsBoolean();
        }
        return Boolean.TRUE.equals(transaction.execute(status -> {
            jdbc.sql("SELECT * FROM campaigns WHERE id = ? FOR NO KEY UPDATE")
                    .param(id)
                    .query(Rows.CAMPAIGNS)
                    .optional()
                    .ifPresent(precondition::check);
            return change.getAsBoolean();
        }));
    }

    @Override
    public boolean change(String id, CampaignChange change, Precondition<Campaign> precondition) {
        return expecting(id, precondition, () -> isChanged(id, change));
    }

    private boolean isChanged(String id, CampaignChange change) {
        CampaignChange.NewRate rate = change.rate();
        CampaignChange.NewStart start = change.start();
        JdbcClient.StatementSpec update = jdbc.sql("UPDATE campaigns SET name = coalesce(:name, name)"
                        + (rate == null ? "" : ", max_rate = :rate")
                        + (start == null ? "" : ", scheduled_at = :start")
                        + " WHERE id = :id"
                        + (start == null ? "" : STARTS_LATER))
                .param("id", id)
                .param("name", change.name(), Types.VARCHAR);
        if (rate != null) {
            update = update.param("rate", rate.maxRate(), Types.INTEGER);
        }
        if (start != null) {
            update = update.param("start", Timestamps.ofNullable(start.scheduledAt()), Types.TIMESTAMP_WITH_TIMEZONE)
                    .param("begunBy", Timestamps.ofNullable(start.begunBy()));
        }
        return update.update() == 1;
    }
}
