package io.minicrm.app;

import io.minicrm.archive.Archive;
import io.minicrm.delivery.Tallies;
import io.minicrm.embedded.DataFolder;
import io.minicrm.embedded.EmbeddedPostgres;
import io.minicrm.embedded.EmbeddedStartException;
import io.minicrm.store.Store;
import io.minicrm.store.StoreUnreachableException;
import org.jspecify.annotations.Nullable;

/** The store of an installation without its broker and its workers, for what is done while no server runs. */
public final class StoreSession implements AutoCloseable {

    private final @Nullable DataFolder folder;
    private final @Nullable EmbeddedPostgres postgres;
    private final Store store;
    private final String name;

    private StoreSession(@Nullable DataFolder folder, @Nullable EmbeddedPostgres postgres, Store store, String name) {
        this.folder = folder;
        this.postgres = postgres;
        this.store = store;
        this.name = name;
    }

    /**
     * Opens the database of DATABASE_URL, or starts the embedded PostgreSQL, whose folder no server can use until this is closed.
     *
     * @throws InvalidSettingException when DATABASE_URL is wrong
     * @throws StartException when the database does not let us in, or a server runs on the folder
     */
    public static StoreSession open(Settings settings) {
        try {
            String url = settings.databaseUrl();
            return url == null ? embedded(settings) : new StoreSession(null, null, Backends.open(url), shown(url));
        } catch (EmbeddedStartException | StoreUnreachableException mendable) {
            throw new StartException(String.valueOf(mendable.getMessage()), mendable);
        }
    }

    private static StoreSession embedded(Settings settings) {
        DataFolder folder = DataFolder.open(settings.dataFolder());
        EmbeddedPostgres postgres = null;
        try {
            postgres = EmbeddedPostgres.start(folder.postgres());
            return new StoreSession(folder, postgres, Backends.open(postgres), "postgresql in " + folder.path());
        } catch (RuntimeException failure) {
            if (postgres != null) {
                postgres.close();
            }
            folder.close();
            throw failure;
        }
    }

    /** The URL without what only its owner may know: user, password and options. */
    private static String shown(String url) {
        int scheme = url.indexOf("://") + 3;
        int query = url.indexOf('?');
        String place = url.substring(scheme, query < 0 ? url.length() : query);
        return url.substring(0, scheme) + place.substring(place.lastIndexOf('@') + 1);
    }

    /** Which store it is, without a password: {@code mongodb://host/database}. */
    public String name() {
        return name;
    }

    /** True when no server can be at work on it, whatever leases say: it is embedded here. */
    public boolean isExclusive() {
        return folder != null;
    }

    /** All that is in it. */
    public Archive archive() {
        return store.archive();
    }

    /** The tallies of its campaigns. */
    public Tallies tallies() {
        return store.tallies();
    }

    /** Closes the connections, and stops what was started. */
    @Override
    public void close() {
        store.close();
        if (postgres != null) {
            postgres.close();
        }
        if (folder != null) {
            folder.close();
        }
    }
}
