package io.minicrm.app;

import io.minicrm.embedded.DataFolder;
import io.minicrm.embedded.EmbeddedPostgres;
import io.minicrm.mongodb.MongoStore;
import io.minicrm.postgres.PostgresStore;
import io.minicrm.settings.InvalidSettingException;
import io.minicrm.store.Store;
import java.time.ZoneId;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The store: in the database of DATABASE_URL, or in an embedded PostgreSQL that stops with this part. */
final class StoreBackend implements AutoCloseable {

    private final StartedParts parts;
    private final Store store;

    private StoreBackend(StartedParts parts, Store store) {
        this.parts = parts;
        this.store = store;
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
            return new StoreBackend(
                    parts,
                    parts.add(databaseUrl == null ? embedded(parts, folder) : open(databaseUrl, settings.timeZone())));
        } catch (RuntimeException failure) {
            parts.close();
            throw failure;
        }
    }

    private static Store embedded(StartedParts parts, @Nullable DataFolder folder) {
        EmbeddedPostgres postgres =
                parts.add(EmbeddedPostgres.start(Objects.requireNonNull(folder).postgres()));
        return PostgresStore.open(postgres.jdbcUrl(), postgres.user(), postgres.password());
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

    @Override
    public void close() {
        parts.close();
    }
}
