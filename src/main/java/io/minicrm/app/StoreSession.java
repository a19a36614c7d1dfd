package io.minicrm.app;

import io.minicrm.archive.Archive;
import io.minicrm.delivery.Tallies;
import io.minicrm.embedded.DataFolder;
import io.minicrm.embedded.EmbeddedStartException;
import io.minicrm.settings.InvalidSettingException;
import io.minicrm.store.StoreTooNewException;
import io.minicrm.store.StoreUnreachableException;
import org.jspecify.annotations.Nullable;

/** The store of an installation without its broker and workers, for commands that run while no server does. */
public final class StoreSession implements AutoCloseable {

    private final StartedParts parts;
    private final StoreBackend backend;
    private final String name;
    private final boolean exclusive;

    private StoreSession(StartedParts parts, StoreBackend backend, String name, boolean exclusive) {
        this.parts = parts;
        this.backend = backend;
        this.name = name;
        this.exclusive = exclusive;
    }

    /**
     * Opens the database of DATABASE_URL, or starts the embedded PostgreSQL, whose folder no server can use until this
     * is closed.
     *
     * @throws InvalidSettingException if DATABASE_URL cannot be used
     * @throws StartException if the database refuses the connection, or a server uses the folder
     */
    public static StoreSession open(Settings settings) {
        StartedParts parts = new StartedParts();
        try {
            return open(settings.backends(), parts);
        } catch (EmbeddedStartException | StoreUnreachableException | StoreTooNewException fixable) {
            parts.close();
            throw new StartException(String.valueOf(fixable.getMessage()), fixable);
        } catch (RuntimeException failure) {
            parts.close();
            throw failure;
        }
    }

    private static StoreSession open(BackendSettings settings, StartedParts parts) {
        String url = settings.databaseUrl();
        DataFolder folder = url == null ? parts.add(DataFolder.open(settings.dataFolder())) : null;
        StoreBackend backend = parts.add(StoreBackend.start(settings, folder));
        return new StoreSession(parts, backend, name(url, folder), url == null);
    }

    /** Leaves out what only the owner of the URL may know: user, password and options. */
    private static String name(@Nullable String url, @Nullable DataFolder folder) {
        if (url == null) {
            return "postgresql in " + (folder == null ? "" : folder.path());
        }
        int scheme = url.indexOf("://") + 3;
        int query = url.indexOf('?');
        String place = url.substring(scheme, query < 0 ? url.length() : query);
        return url.substring(0, scheme) + place.substring(place.lastIndexOf('@') + 1);
    }

    /** Which store it is, without a password: {@code mongodb://host/database}. */
    public String name() {
        return name;
    }

    /**
     * True if no server can use the store at the same time, whatever its leases say, because this session runs the
     * database.
     */
    public boolean isExclusive() {
        return exclusive;
    }

    /** Everything in the store. */
    public Archive archive() {
        return backend.store().archive();
    }

    /** Its tallies. */
    public Tallies tallies() {
        return backend.store().tallies();
    }

    /** Closes the connections and stops the database if it was started here. */
    @Override
    public void close() {
        parts.close();
    }
}
