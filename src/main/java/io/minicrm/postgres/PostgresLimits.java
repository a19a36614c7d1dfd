package io.minicrm.postgres;

import io.minicrm.gate.Limits;
import java.util.List;
import java.util.Locale;
import javax.sql.DataSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Limits in the table {@code send_limits}. */
final class PostgresLimits implements Limits {

    private final JdbcClient jdbc;

    PostgresLimits(DataSource dataSource) {
        this.jdbc = JdbcClient.create(dataSource);
    }

    @Override
    public List<Limit> all() {
        return jdbc.sql("SELECT scope, name, per_second FROM send_limits ORDER BY scope, name")
                .query((row, number) -> new Limit(
                        Scope.valueOf(row.getString("scope").toUpperCase(Locale.ROOT)),
                        row.getString("name"),
                        row.getInt("per_second")))
                .list();
    }

    @Override
    public void set(Limit limit) {
        jdbc.sql("INSERT INTO send_limits (scope, name, per_second) VALUES (?, ?, ?)"
                        + " ON CONFLICT (scope, name) DO UPDATE SET per_second = excluded.per_second")
                .param(text(limit.scope()))
                .param(limit.name())
                .param(limit.perSecond())
                .update();
    }

    @Override
    public boolean remove(Scope scope, String name) {
        return jdbc.sql("DELETE FROM send_limits WHERE scope = ? AND name = ?")
                        .param(text(scope))
                        .param(name)
                        .update()
                == 1;
    }

    private static String text(Scope scope) {
        return scope.name().toLowerCase(Locale.ROOT);
    }
}
