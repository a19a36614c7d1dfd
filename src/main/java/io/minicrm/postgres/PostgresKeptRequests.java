package io.minicrm.postgres;

import io.minicrm.campaign.Campaigns;
import io.minicrm.idempotency.KeptRequest;
import io.minicrm.idempotency.KeptRequests;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Requests with idempotency keys in the table {@code kept_requests}. */
final class PostgresKeptRequests implements KeptRequests {

    private static final String SELECT = "SELECT %s FROM kept_requests".formatted(Rows.KEPT_REQUESTS.columns());

    private static final String ADD = """
            INSERT INTO kept_requests (%1$s) SELECT %1$s FROM %2$s ON CONFLICT (id) DO NOTHING
            """.formatted(Rows.KEPT_REQUESTS.columns(), Rows.KEPT_REQUESTS.given());

    private static final String TAKE_OVER = """
            UPDATE kept_requests
            SET seed = CASE WHEN expires_at <= :now THEN :seed ELSE seed END,
                expires_at = CASE WHEN expires_at <= :now THEN :expires ELSE expires_at END,
                holder = :holder, held_until = :held, fingerprint = NULL, answer = NULL
            WHERE id = :id
              AND (expires_at <= :now OR answer IS NULL AND (held_until <= :now OR held_until > :ahead))
            """;

    private static final String SWEEP = """
            DELETE FROM kept_requests WHERE id IN (
                SELECT id FROM (
                    SELECT id, row_number() OVER (PARTITION BY principal ORDER BY expires_at DESC, id) AS place
                    FROM kept_requests WHERE answer IS NOT NULL) answered
                WHERE place > ?)
            """;

    private final JdbcClient jdbc;

    PostgresKeptRequests(DataSource dataSource) {
        this.jdbc = JdbcClient.create(dataSource);
    }

    @Override
    public KeptRequest claim(KeptRequest request, Instant now) {
        while (true) {
            int added = jdbc.sql(ADD)
                    .params(Rows.KEPT_REQUESTS.arrays(List.of(request)))
                    .update();
            if (added == 0) {
                takeOver(request, now);
            }
            // Empty if another process has deleted it meanwhile.
            Optional<KeptRequest> stored = jdbc.sql(SELECT + " WHERE id = ?")
                    .param(request.id())
                    .query(Rows.KEPT_REQUESTS)
                    .optional();
            if (stored.isPresent()) {
                return stored.get();
            }
        }
    }

    private void takeOver(KeptRequest request, Instant now) {
        jdbc.sql(TAKE_OVER)
                .param("now", Timestamps.ofNullable(now))
                .param("seed", request.seed())
                .param("expires", Timestamps.ofNullable(request.expiresAt()))
                .param("holder", request.holder())
                .param("held", Timestamps.ofNullable(request.heldUntil()))
                .param("ahead", Timestamps.ofNullable(request.heldUntil().plus(Campaigns.CLOCKS_DIFFER)))
                .param("id", request.id())
                .update();
    }

    @Override
    public void answer(String id, String holder, String fingerprint, String answer) {
        jdbc.sql("UPDATE kept_requests SET fingerprint = ?, answer = ? WHERE id = ? AND holder = ?")
                .params(fingerprint, answer, id, holder)
                .update();
    }

    @Override
    public void giveUp(String id, String holder, Instant now) {
        jdbc.sql("UPDATE kept_requests SET held_until = ? WHERE id = ? AND holder = ? AND answer IS NULL")
                .param(Timestamps.ofNullable(now))
                .param(id)
                .param(holder)
                .update();
    }

    @Override
    public void forget(String id, String holder) {
        jdbc.sql("DELETE FROM kept_requests WHERE id = ? AND holder = ? AND answer IS NULL")
                .params(id, holder)
                .update();
    }

    @Override
    public void sweep(Instant now, int most) {
        jdbc.sql("DELETE FROM kept_requests WHERE expires_at <= ?")
                .param(Timestamps.ofNullable(now))
                .update();
        jdbc.sql(SWEEP).param(most).update();
    }
}
