package io.minicrm.postgres;

import io.minicrm.gate.Limits;
import java.util.List;
import javax.sql.DataSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Limits in the table {@code send_limits}. */
final class PostgresLimits implements Limits {

    private static final String SELECT =
            "SELECT %s FROM send_limits ORDER BY scope, name".formatted(Rows.LIMITS.columns());

    private static final String SET =
            """
            INSERT INTO send_limits (%1$s) SELECT %1$s FROM %2$s ON CONFLICT (scope, name) DO UPDATE SET %3$s
            """.formatted(Rows.LIMITS.columns(), Rows.LIMITS.given(), Rows.LIMITS.updates("scope", "name"));

    private final JdbcClient jdbc;

    PostgresLimits(DataSource dataSource) {
        this.jdbc = JdbcClient.create(dataSource);
    }

    @Override
    public List<Limit> all() {
        return jdbc.sql(SELECT).query(Rows.LIMITS).list();
    }

    @Override
    public void set(Limit limit) {
        jdbc.sql(SET).params(Rows.LIMITS.arrays(List.of(limit))).update();
    }

    @Override
    public boolean remove(Scope scope, String name) {
        return jdbc.sql("DELETE FROM send_limits WHERE scope = ? AND name = ?")
                        .param(scope.code())
                        .param(name)
                        .update()
                == 1;
    }
}
