package io.minicrm.postgres;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.pool.HikariPool.PoolInitializationException;
import io.minicrm.access.ApiKeys;
import io.minicrm.access.AuditLog;
import io.minicrm.access.Sessions;
import io.minicrm.access.Users;
import io.minicrm.archive.Archive;
import io.minicrm.campaign.Approvals;
import io.minicrm.campaign.CampaignDrafts;
import io.minicrm.campaign.Campaigns;
import io.minicrm.campaign.SegmentUses;
import io.minicrm.consent.Consents;
import io.minicrm.delivery.CampaignDeadLetters;
import io.minicrm.delivery.CampaignSeries;
import io.minicrm.delivery.Deliveries;
import io.minicrm.delivery.Plans;
import io.minicrm.delivery.StalledChunks;
import io.minicrm.delivery.Tallies;
import io.minicrm.gate.LimitUses;
import io.minicrm.gate.Limits;
import io.minicrm.idempotency.KeptRequests;
import io.minicrm.importing.ImportJobs;
import io.minicrm.lead.AttributeDefinitions;
import io.minicrm.lead.Leads;
import io.minicrm.segment.Audience;
import io.minicrm.segment.Rule;
import io.minicrm.segment.SegmentCounts;
import io.minicrm.segment.Segments;
import io.minicrm.store.Store;
import io.minicrm.store.StoreTooNewException;
import io.minicrm.store.StoreUnreachableException;
import java.sql.SQLException;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationState;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGProperty;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.jdbc.CannotGetJdbcConnectionException;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Every port on one PostgreSQL database. */
public final class PostgresStore implements Store {

    /**
     * SQLSTATE classes of temporary failures: connection, resources, operator intervention, deadlock and serialization,
     * errors of the system around the database.
     */
    private static final Set<String> PASSING_CLASSES = Set.of("08", "53", "57", "40", "58");

    /** The state of a standby, to which connections may lead for a while after a fail-over. */
    private static final String READ_ONLY = "25006";

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);

    /** From the begin of a connection until it can be used. */
    private static final Duration LOGIN_TIMEOUT = Duration.ofSeconds(10);

    /** How long the server may be silent within one statement. */
    private static final Duration SOCKET_TIMEOUT = Duration.ofSeconds(60);

    private static final int CONNECTIONS = 16;

    /** The idle connections of a pool: a server accepts 100 connections by default, enough for a dozen processes. */
    private static final int IDLE_CONNECTIONS = 2;

    private static final long IDLE_MILLIS = 60_000;
    private static final long CONNECTION_TIMEOUT_MILLIS = 5_000;

    private final HikariDataSource dataSource;
    private final PostgresLeads leads;
    private final PostgresConsents consents;
    private final PostgresAttributeDefinitions attributes;
    private final PostgresSegments segments;
    private final PostgresSegmentCounts segmentCounts;
    private final PostgresSegmentUses segmentUses;
    private final PostgresAudience audience;
    private final PostgresCampaigns campaigns;
    private final PostgresPlans plans;
    private final PostgresDeliveries deliveries;
    private final PostgresTallies tallies;
    private final PostgresStalledChunks stalledChunks;
    private final PostgresCampaignDeadLetters deadLetters;
    private final PostgresLimits limits;
    private final PostgresArchive archive;
    private final PostgresImportJobs imports;
    private final PostgresApiKeys apiKeys;
    private final PostgresUsers users;
    private final PostgresApprovals approvals;
    private final PostgresCampaignDrafts campaignDrafts;
    private final PostgresCampaignSeries series;
    private final PostgresLimitUses limitUses;
    private final PostgresSessions sessions;
    private final PostgresKeptRequests keptRequests;
    private final PostgresAuditLog auditLog;

    private PostgresStore(HikariDataSource pool) {
        this.dataSource = pool;
        DataSource stoppable = new StoppableDataSource(pool);
        this.leads = new PostgresLeads(stoppable);
        this.consents = new PostgresConsents(stoppable);
        this.attributes = new PostgresAttributeDefinitions(stoppable);
        this.segments = new PostgresSegments(stoppable);
        this.segmentCounts = new PostgresSegmentCounts(stoppable);
        this.segmentUses = new PostgresSegmentUses(stoppable);
        this.audience = new PostgresAudience(stoppable);
        this.campaigns = new PostgresCampaigns(stoppable);
        this.plans = new PostgresPlans(stoppable);
        this.tallies = new PostgresTallies(stoppable);
        this.stalledChunks = new PostgresStalledChunks(stoppable);
        this.deliveries = new PostgresDeliveries(stoppable, tallies);
        this.deadLetters = new PostgresCampaignDeadLetters(stoppable);
        this.limits = new PostgresLimits(stoppable);
        this.archive = new PostgresArchive(stoppable, leads);
        this.imports = new PostgresImportJobs(stoppable);
        this.apiKeys = new PostgresApiKeys(stoppable);
        this.users = new PostgresUsers(stoppable);
        this.approvals = new PostgresApprovals(stoppable);
        this.campaignDrafts = new PostgresCampaignDrafts(stoppable);
        this.series = new PostgresCampaignSeries(stoppable);
        this.limitUses = new PostgresLimitUses(stoppable);
        this.sessions = new PostgresSessions(stoppable);
        this.keptRequests = new PostgresKeptRequests(stoppable);
        this.auditLog = new PostgresAuditLog(stoppable);
    }

    /**
     * Opens the database and brings its tables up to date.
     *
     * @param jdbcUrl {@code jdbc:postgresql://host:port/database}
     * @throws StoreUnreachableException if the database does not answer or refuses the connection
     */
    public static PostgresStore open(String jdbcUrl, @Nullable String user, @Nullable String password) {
        HikariConfig config = pool(jdbcUrl, user, password);
        config.setInitializationFailTimeout(CONNECTION_TIMEOUT_MILLIS);
        try {
            return open(new HikariDataSource(config), withoutOptions(jdbcUrl));
        } catch (PoolInitializationException | FlywayException failure) {
            throw new StoreUnreachableException(withoutOptions(jdbcUrl), failure);
        }
    }

    /**
     * The options of the driver are texts, because it ignores values of other types without a word. Those of the URL
     * count more.
     */
    static HikariConfig pool(String jdbcUrl, @Nullable String user, @Nullable String password) {
        HikariConfig config = new HikariConfig();
        config.setPoolName("postgres");
        config.setJdbcUrl(jdbcUrl);
        config.setUsername(user);
        config.setPassword(password);
        config.setMaximumPoolSize(CONNECTIONS);
        config.setMinimumIdle(IDLE_CONNECTIONS);
        config.setIdleTimeout(IDLE_MILLIS);
        config.setConnectionTimeout(CONNECTION_TIMEOUT_MILLIS);
        config.addDataSourceProperty(PGProperty.APPLICATION_NAME.getName(), "mini-crm");
        // A server that disappears without closing its connections must not block a worker permanently.
        config.addDataSourceProperty(PGProperty.TCP_KEEP_ALIVE.getName(), "true");
        config.addDataSourceProperty(PGProperty.CONNECT_TIMEOUT.getName(), String.valueOf(CONNECT_TIMEOUT.toSeconds()));
        // What accepts a connection and then says nothing may be a server that is stopped, or none at all.
        config.addDataSourceProperty(PGProperty.LOGIN_TIMEOUT.getName(), String.valueOf(LOGIN_TIMEOUT.toSeconds()));
        config.addDataSourceProperty(PGProperty.SOCKET_TIMEOUT.getName(), String.valueOf(SOCKET_TIMEOUT.toSeconds()));
        return config;
    }

    private static PostgresStore open(HikariDataSource dataSource, String url) {
        try {
            migrate(dataSource, url);
            return new PostgresStore(dataSource);
        } catch (RuntimeException failure) {
            dataSource.close();
            throw failure;
        }
    }

    /** The options may contain a password. */
    private static String withoutOptions(String jdbcUrl) {
        int options = jdbcUrl.indexOf('?');
        return options < 0 ? jdbcUrl : jdbcUrl.substring(0, options);
    }

    /** On connections without a time limit: to change a large table takes as long as it takes. */
    private static void migrate(HikariDataSource pool, String url) {
        Flyway flyway = Flyway.configure()
                .dataSource(pool.getJdbcUrl(), pool.getUsername(), pool.getPassword())
                .load();
        MigrationInfo[] migrations = flyway.info().all();
        Optional<MigrationInfo> unknown = Arrays.stream(migrations)
                .filter(migration -> migration.getState() == MigrationState.FUTURE_SUCCESS
                        || migration.getState() == MigrationState.FUTURE_FAILED)
                .reduce((earlier, later) -> later);
        if (unknown.isPresent()) {
            String known = Arrays.stream(migrations)
                    .filter(migration -> migration.getState().isResolved())
                    .reduce((earlier, later) -> later)
                    .map(PostgresStore::version)
                    .orElse("none");
            throw new StoreTooNewException(url, version(unknown.get()), known);
        }
        flyway.migrate();
    }

    private static String version(MigrationInfo migration) {
        return String.valueOf(migration.getVersion());
    }

    /**
     * How PostgreSQL counts the leads that a rule selects: the plan with the time and rows of each step. Runs the
     * count.
     */
    public List<String> explain(Rule rule, ZonedDateTime now) {
        return audience.explain(rule, now);
    }

    @Override
    public Leads leads() {
        return leads;
    }

    @Override
    public Consents consents() {
        return consents;
    }

    @Override
    public AttributeDefinitions attributes() {
        return attributes;
    }

    @Override
    public Segments segments() {
        return segments;
    }

    @Override
    public SegmentCounts segmentCounts() {
        return segmentCounts;
    }

    @Override
    public SegmentUses segmentUses() {
        return segmentUses;
    }

    @Override
    public Audience audience() {
        return audience;
    }

    @Override
    public Campaigns campaigns() {
        return campaigns;
    }

    @Override
    public Plans plans() {
        return plans;
    }

    @Override
    public Deliveries deliveries() {
        return deliveries;
    }

    @Override
    public Tallies tallies() {
        return tallies;
    }

    @Override
    public StalledChunks stalledChunks() {
        return stalledChunks;
    }

    @Override
    public CampaignDeadLetters deadLetters() {
        return deadLetters;
    }

    @Override
    public Limits limits() {
        return limits;
    }

    @Override
    public ImportJobs imports() {
        return imports;
    }

    @Override
    public ApiKeys apiKeys() {
        return apiKeys;
    }

    @Override
    public Users users() {
        return users;
    }

    @Override
    public LimitUses limitUses() {
        return limitUses;
    }

    @Override
    public CampaignSeries series() {
        return series;
    }

    @Override
    public CampaignDrafts campaignDrafts() {
        return campaignDrafts;
    }

    @Override
    public Approvals approvals() {
        return approvals;
    }

    @Override
    public KeptRequests keptRequests() {
        return keptRequests;
    }

    @Override
    public Sessions sessions() {
        return sessions;
    }

    @Override
    public AuditLog auditLog() {
        return auditLog;
    }

    @Override
    public Archive archive() {
        return archive;
    }

    @Override
    public String installationId() {
        return JdbcClient.create(dataSource)
                .sql("SELECT id FROM installation")
                .query(String.class)
                .single();
    }

    @Override
    public boolean isUnavailable(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof CannotGetJdbcConnectionException || cause instanceof TransientDataAccessException) {
                return true;
            }
            if (cause instanceof SQLException sql && isPassing(sql.getSQLState())) {
                return true;
            }
        }
        return false;
    }

    private static boolean isPassing(@Nullable String state) {
        return state != null
                && state.length() > 2
                && (PASSING_CLASSES.contains(state.substring(0, 2)) || state.equals(READ_ONLY));
    }

    @Override
    public void close() {
        dataSource.close();
    }
}
