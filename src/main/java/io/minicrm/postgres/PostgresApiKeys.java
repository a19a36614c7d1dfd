package io.minicrm.postgres;

import io.minicrm.access.ApiKey;
import io.minicrm.access.ApiKeys;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/** API keys in the table {@code api_keys}. */
final class PostgresApiKeys implements ApiKeys {

    private static final String SELECT = "SELECT %s FROM api_keys".formatted(Rows.API_KEYS.columns());

    private static final String ADD = "INSERT INTO api_keys (%1$s) SELECT %1$s FROM %2$s ON CONFLICT (id) DO NOTHING"
            .formatted(Rows.API_KEYS.columns(), Rows.API_KEYS.given());

    private final JdbcClient jdbc;

    PostgresApiKeys(DataSource dataSource) {
        this.jdbc = JdbcClient.create(dataSource);
    }

    @Override
    public boolean add(ApiKey key) {
        return jdbc.sql(ADD).params(Rows.API_KEYS.arrays(List.of(key))).update() == 1;
    }

    @Override
    public Optional<ApiKey> find(String id) {
        return jdbc.sql(SELECT + " WHERE id = ?").param(id).query(Rows.API_KEYS).optional();
    }

    @Override
    public List<ApiKey> all() {
        return jdbc.sql(SELECT + " ORDER BY id").query(Rows.API_KEYS).list();
    }

    @Override
    public boolean changeSecret(ApiKey rotated) {
        return jdbc.sql("""
                        UPDATE api_keys SET hash = :hash, former_hash = :formerHash, former_until = :formerUntil
                        WHERE id = :id AND revoked_at IS NULL
                        """)
                        .param("hash", rotated.hash())
                        .param("formerHash", rotated.formerHash())
                        .param("formerUntil", Timestamps.ofNullable(rotated.formerUntil()))
                        .param("id", rotated.id())
                        .update()
                == 1;
    }

    @Override
    public boolean revoke(String id, Instant at) {
        return jdbc.sql("UPDATE api_keys SET revoked_at = :at WHERE id = :id AND revoked_at IS NULL")
                        .param("at", Timestamps.ofNullable(at))
                        .param("id", id)
                        .update()
                == 1;
    }

    @Override
    public void markUsed(String id, Instant at) {
        jdbc.sql("UPDATE api_keys SET last_used_at = :at WHERE id = :id"
                        + " AND (last_used_at IS NULL OR last_used_at < :at)")
                .param("at", Timestamps.ofNullable(at))
                .param("id", id)
                .update();
    }
}
