package io.minicrm.postgres;

import io.minicrm.access.AccessRole;
import io.minicrm.access.LinkedIdentity;
import io.minicrm.access.User;
import io.minicrm.access.Users;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Users in the table {@code users}. */
final class PostgresUsers implements Users {

    private static final String SELECT = "SELECT %s FROM users".formatted(Rows.USERS.columns());

    private static final String ADD = "INSERT INTO users (%1$s) SELECT %1$s FROM %2$s ON CONFLICT DO NOTHING"
            .formatted(Rows.USERS.columns(), Rows.USERS.given());

    private final JdbcClient jdbc;

    PostgresUsers(DataSource dataSource) {
        this.jdbc = JdbcClient.create(dataSource);
    }

    @Override
    public boolean add(User user) {
        return jdbc.sql(ADD).params(Rows.USERS.arrays(List.of(user))).update() == 1;
    }

    @Override
    public Optional<User> find(String id) {
        return jdbc.sql(SELECT + " WHERE id = ?").param(id).query(Rows.USERS).optional();
    }

    @Override
    public Optional<User> findByEmail(String email) {
        return jdbc.sql(SELECT + " WHERE email = ?")
                .param(email)
                .query(Rows.USERS)
                .optional();
    }

    @Override
    public Optional<User> findByIdentity(LinkedIdentity identity) {
        return jdbc.sql(SELECT + " WHERE identity = ?")
                .param(identity.text())
                .query(Rows.USERS)
                .optional();
    }

    @Override
    public List<User> list(@Nullable String afterEmail, int limit) {
        return jdbc.sql(SELECT + " WHERE email > ? ORDER BY email LIMIT ?")
                .params(afterEmail == null ? "" : afterEmail, limit)
                .query(Rows.USERS)
                .list();
    }

    @Override
    public boolean replace(User user) {
        return jdbc.sql("""
                        UPDATE users SET name = :name, role = :role, password_hash = :hash, disabled = :disabled
                        WHERE id = :id
                        """)
                        .param("name", user.name())
                        .param("role", user.role().code())
                        .param("hash", user.passwordHash())
                        .param("disabled", user.disabled())
                        .param("id", user.id())
                        .update()
                == 1;
    }

    @Override
    public boolean refresh(String id, String name, AccessRole role) {
        return jdbc.sql("UPDATE users SET name = ?, role = ? WHERE id = ? AND NOT disabled")
                        .params(name, role.code(), id)
                        .update()
                == 1;
    }

    @Override
    public boolean delete(String id) {
        return jdbc.sql("DELETE FROM users WHERE id = ?").param(id).update() == 1;
    }

    @Override
    public long countActiveAdmins() {
        return jdbc.sql("SELECT count(*) FROM users WHERE role = ? AND NOT disabled")
                .param(AccessRole.ADMIN.code())
                .query(Long.class)
                .single();
    }
}
