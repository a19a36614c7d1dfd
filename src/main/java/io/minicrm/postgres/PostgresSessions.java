package io.minicrm.postgres;

import io.minicrm.access.Session;
import io.minicrm.access.Sessions;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Sessions in the table {@code sessions}. */
final class PostgresSessions implements Sessions {

    private static final String SELECT = "SELECT %s FROM sessions".formatted(Rows.SESSIONS.columns());

    private static final String ADD = "INSERT INTO sessions (%1$s) SELECT %1$s FROM %2$s"
            .formatted(Rows.SESSIONS.columns(), Rows.SESSIONS.given());

    private final JdbcClient jdbc;

    PostgresSessions(DataSource dataSource) {
        this.jdbc = JdbcClient.create(dataSource);
    }

    @Override
    public void add(Session session) {
        jdbc.sql(ADD).params(Rows.SESSIONS.arrays(List.of(session))).update();
    }

    @Override
    public Optional<Session> find(String hash) {
        return jdbc.sql(SELECT + " WHERE hash = ?")
                .param(hash)
                .query(Rows.SESSIONS)
                .optional();
    }

    @Override
    public void markUsed(String hash, Instant at) {
        jdbc.sql("UPDATE sessions SET seen_at = :at WHERE hash = :hash AND seen_at < :at")
                .param("at", Timestamps.ofNullable(at))
                .param("hash", hash)
                .update();
    }

    @Override
    public boolean end(String hash) {
        return jdbc.sql("DELETE FROM sessions WHERE hash = ?").param(hash).update() > 0;
    }

    @Override
    public void endAllOf(String userId) {
        jdbc.sql("DELETE FROM sessions WHERE user_id = ?").param(userId).update();
    }

    @Override
    public void deleteOlder(Instant createdBefore, Instant seenBefore) {
        jdbc.sql("DELETE FROM sessions WHERE created_at < :created OR seen_at < :seen")
                .param("created", Timestamps.ofNullable(createdBefore))
                .param("seen", Timestamps.ofNullable(seenBefore))
                .update();
    }
}
