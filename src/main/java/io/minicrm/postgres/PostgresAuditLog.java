package io.minicrm.postgres;

import io.minicrm.access.AuditEntry;
import io.minicrm.access.AuditLog;
import java.util.List;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The audit log in the table {@code audit_log}. */
final class PostgresAuditLog implements AuditLog {

    private static final String ADD = "INSERT INTO audit_log (%1$s) SELECT %1$s FROM %2$s ON CONFLICT (id) DO NOTHING"
            .formatted(Rows.AUDIT.columns(), Rows.AUDIT.given());

    private final JdbcClient jdbc;

    PostgresAuditLog(DataSource dataSource) {
        this.jdbc = JdbcClient.create(dataSource);
    }

    @Override
    public void add(AuditEntry entry) {
        jdbc.sql(ADD).params(Rows.AUDIT.arrays(List.of(entry))).update();
    }

    @Override
    public List<AuditEntry> list(@Nullable String principal, @Nullable String beforeId, int limit) {
        return jdbc.sql("""
                        SELECT %s FROM audit_log
                        WHERE (:principal::text IS NULL OR principal = :principal)
                          AND (:before::text IS NULL OR id < :before)
                        ORDER BY id DESC LIMIT :limit
                        """.formatted(Rows.AUDIT.columns()))
                .param("principal", principal)
                .param("before", beforeId)
                .param("limit", limit)
                .query(Rows.AUDIT)
                .list();
    }
}
