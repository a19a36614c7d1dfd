package io.minicrm.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The state that the benchmarks of a run share: the folder, the server, its leads, and results that several of them
 * need.
 */
final class Session implements AutoCloseable {

    private static final Map<String, String> SETTINGS = Map.of("SIMULATOR_RECEIPT_DELAY_MS", "100");

    private final Options options;
    private final Launcher launcher;
    private final GeneratedLeads generated;
    private Map<String, String> environment = Map.of();
    private @Nullable ServerProcess server;
    private int stored;
    private @Nullable CampaignRun campaign;
    private @Nullable Floor floor;

    Session(Options options, Launcher launcher) {
        this.options = options;
        this.launcher = launcher;
        this.generated = new GeneratedLeads(options.seed(), options.today(), Instant.now());
    }

    Options options() {
        return options;
    }

    Launcher launcher() {
        return launcher;
    }

    GeneratedLeads generated() {
        return generated;
    }

    /** The server with its usual settings, started if necessary. */
    ServerProcess server() throws Exception {
        return server(Map.of());
    }

    /** The server with these settings in addition to the usual ones, restarted if it runs with others. */
    ServerProcess server(Map<String, String> settings) throws Exception {
        ServerProcess running = server;
        if (running != null && environment.equals(settings)) {
            return running;
        }
        stop();
        Map<String, String> all = new HashMap<>(SETTINGS);
        all.putAll(settings);
        if (options.profile()) {
            Profile.prepare(options.folder(), all);
        }
        ServerProcess started = ServerProcess.start(launcher, options.folder(), all);
        if (options.profile() && Profile.needsRestart(started.database())) {
            started.close();
            started = ServerProcess.start(launcher, options.folder(), all);
        }
        server = started;
        environment = Map.copyOf(settings);
        return started;
    }

    /** Stops the server if it runs. */
    void stop() {
        ServerProcess running = server;
        if (running != null) {
            running.close();
            server = null;
        }
    }

    /**
     * Makes the server contain exactly the first {@code count} leads. Missing ones are copied to its database directly.
     */
    void ensureLeads(int count) throws Exception {
        Database database = server().database();
        if (stored < count) {
            Path file = options.folder().resolve("leads.copy");
            generated.writeCopy(file, stored, count);
            database.copyLeads(file, "leads");
            Files.delete(file);
            rememberTypes(database);
            stored = count;
            settle(database);
        } else if (stored > count) {
            database.run("DELETE FROM leads WHERE id >= '%s'".formatted(GeneratedLeads.id(count)));
            stored = count;
            settle(database);
        }
        InconsistentFiguresException.check("leads stored", count, database.number("SELECT count(*) FROM leads"));
    }

    /** Records that the server now contains exactly the first {@code count} leads. */
    void leadsStored(int count) {
        stored = count;
    }

    int stored() {
        return stored;
    }

    private static void rememberTypes(Database database) throws SQLException {
        database.run("""
            INSERT INTO lead_attributes (name, type)
            VALUES ('country', 'text'), ('plan', 'text'), ('total_spend', 'number'), ('visits', 'number'),
                   ('newsletter', 'boolean'), ('last_purchase', 'date')
            ON CONFLICT DO NOTHING
            """);
    }

    /**
     * Does what autovacuum does within a minute after such a change, so that it does not disturb the next measurement.
     */
    static void settle(Database database) throws SQLException {
        database.run("VACUUM (ANALYZE) leads", "CHECKPOINT");
    }

    /** The campaign to all leads; it runs with the first call. */
    CampaignRun campaign() throws Exception {
        CampaignRun done = campaign;
        if (done == null) {
            ensureLeads(options.leads());
            done = CampaignRun.over(server(), "everybody", CampaignRun.EVERYBODY, options.leads());
            campaign = done;
        }
        return done;
    }

    /** The lowest cost of that campaign; it is measured with the first call. */
    Floor floor() throws Exception {
        Floor known = floor;
        if (known == null) {
            CampaignRun done = campaign();
            known = Floor.measure(server(), done);
            floor = known;
        }
        return known;
    }

    @Override
    public void close() throws IOException {
        stop();
    }
}
