package io.minicrm.app;

import io.minicrm.embedded.DataFolder;
import io.minicrm.embedded.EmbeddedPostgres;
import io.minicrm.embedded.PostgresAccount;
import io.minicrm.mongodb.MongoStore;
import io.minicrm.postgres.OwnerRole;
import io.minicrm.postgres.PostgresStore;
import io.minicrm.settings.InvalidSettingException;
import io.minicrm.store.Store;
import java.time.ZoneId;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The store: in the database of DATABASE_URL, or in an embedded PostgreSQL that stops with this part. */
final class StoreBackend implements AutoCloseable {

    private final StartedParts parts;
    private final Store store;
    private final @Nullable EmbeddedPostgres embedded;

    private StoreBackend(StartedParts parts, Store store, @Nullable EmbeddedPostgres embedded) {
        this.parts = parts;
        this.store = store;
        this.embedded = embedded;
    }

    /**
     * Opens the store, and starts the embedded PostgreSQL first if it is the one to use.
     *
     * @param folder where the embedded PostgreSQL keeps its files; null if there is none
     */
    static StoreBackend start(BackendSettings settings, @Nullable DataFolder folder) {
        String databaseUrl = settings.databaseUrl();
        StartedParts parts = new StartedParts();
        try {
            if (databaseUrl != null) {
                return new StoreBackend(parts, parts.add(open(databaseUrl, settings.timeZone())), null);
            }
            EmbeddedPostgres postgres = parts.add(
                    EmbeddedPostgres.start(Objects.requireNonNull(folder).postgres()));
            PostgresAccount account =
                    postgres.application((superuser, created) -> new OwnerRole(created.user(), created.password())
                            .create(postgres.jdbcUrl(), superuser.user(), superuser.password()));
            Store store = parts.add(PostgresStore.open(postgres.jdbcUrl(), account.user(), account.password()));
            return new StoreBackend(parts, store, postgres);
        } catch (RuntimeException failure) {
            parts.close();
            throw failure;
        }
    }

    /** Opens the store that a DATABASE_URL names. */
    static Store open(String databaseUrl, ZoneId timeZone) {
        return switch (DatabaseUrl.parse(databaseUrl)) {
            case DatabaseUrl.Postgres(var jdbcUrl, var user, var password) ->
                PostgresStore.open(jdbcUrl, user, password);
            case DatabaseUrl.Mongo(var url) -> openMongo(url, timeZone);
        };
    }

    private static Store openMongo(String url, ZoneId timeZone) {
        try {
            return MongoStore.open(url, timeZone);
        } catch (IllegalArgumentException unreadable) {
            throw DatabaseUrl.invalid(InvalidSettingException.NOT_SHOWN, String.valueOf(unreadable.getMessage()));
        }
    }

    Store store() {
        return store;
    }

    /** The database that this process runs as its child; empty if it uses one elsewhere. */
    Optional<EmbeddedPostgres> embedded() {
        return Optional.ofNullable(embedded);
    }

    @Override
    public void close() {
        parts.close();
    }
}
