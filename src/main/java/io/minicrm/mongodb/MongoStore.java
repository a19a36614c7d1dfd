package io.minicrm.mongodb;

import com.mongodb.ConnectionString;
import com.mongodb.MongoClientSettings;
import com.mongodb.MongoException;
import com.mongodb.MongoTimeoutException;
import com.mongodb.ReadConcern;
import com.mongodb.ReadPreference;
import com.mongodb.WriteConcern;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoDatabase;
import com.mongodb.connection.ServerDescription;
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
import io.minicrm.segment.SegmentCounts;
import io.minicrm.segment.Segments;
import io.minicrm.store.Store;
import io.minicrm.store.StoreTooNewException;
import io.minicrm.store.StoreUnreachableException;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.bson.Document;
import org.bson.UuidRepresentation;

/** Every port on one MongoDB database. */
public final class MongoStore implements Store {

    private static final String FORM = "give mongodb://user:password@host:port/database";

    private static final int CONNECTIONS = 16;
    /** An election takes up to 12 s. */
    private static final int SERVER_SELECTION_SECONDS = 15;

    private static final int CONNECTION_TIMEOUT_SECONDS = 5;
    private static final int SOCKET_TIMEOUT_SECONDS = 60;
    private static final int MAJORITY_TIMEOUT_SECONDS = 30;

    private final MongoClient client;
    private final MongoLeads leads;
    private final MongoConsents consents;
    private final MongoAttributeDefinitions attributes;
    private final MongoSegments segments;
    private final MongoSegmentCounts segmentCounts;
    private final MongoSegmentUses segmentUses;
    private final MongoAudience audience;
    private final MongoCampaigns campaigns;
    private final MongoPlans plans;
    private final MongoDeliveries deliveries;
    private final MongoTallies tallies;
    private final MongoStalledChunks stalledChunks;
    private final MongoDeadLetters deadLetters;
    private final MongoLimits limits;
    private final MongoArchive archive;
    private final MongoImportJobs imports;
    private final MongoApiKeys apiKeys;
    private final MongoUsers users;
    private final MongoApprovals approvals;
    private final MongoCampaignDrafts campaignDrafts;
    private final MongoCampaignSeries series;
    private final MongoLimitUses limitUses;
    private final MongoSessions sessions;
    private final MongoKeptRequests keptRequests;
    private final MongoAuditLog auditLog;
    private final MongoInstallation installation;

    private MongoStore(MongoClient client, MongoDatabase database, Replication replication, ZoneId zone) {
        this.client = client;
        this.leads = new MongoLeads(database, zone);
        this.consents = new MongoConsents(database);
        this.attributes = new MongoAttributeDefinitions(database);
        this.segments = new MongoSegments(database);
        this.segmentCounts = new MongoSegmentCounts(database);
        this.segmentUses = new MongoSegmentUses(database);
        this.audience = new MongoAudience(database, replication, leads::attributeTypes);
        this.campaigns = new MongoCampaigns(database);
        this.plans = new MongoPlans(database);
        this.deliveries = new MongoDeliveries(database);
        this.tallies = new MongoTallies(database);
        this.stalledChunks = new MongoStalledChunks(database);
        this.deadLetters = new MongoDeadLetters(database);
        this.limits = new MongoLimits(database);
        this.archive = new MongoArchive(database, leads, limits);
        this.imports = new MongoImportJobs(database);
        this.apiKeys = new MongoApiKeys(database);
        this.users = new MongoUsers(database);
        this.approvals = new MongoApprovals(database);
        this.campaignDrafts = new MongoCampaignDrafts(database);
        this.series = new MongoCampaignSeries(database);
        this.limitUses = new MongoLimitUses(database);
        this.sessions = new MongoSessions(database);
        this.keptRequests = new MongoKeptRequests(database);
        this.auditLog = new MongoAuditLog(database);
        this.installation = new MongoInstallation(database);
    }

    /**
     * Opens the database and brings its collections up to date.
     *
     * @param url {@code mongodb://user:password@host:port/database?options} or {@code mongodb+srv://…}; options may
     *     tune time-outs, the pool and TLS, but what is written is always confirmed by a majority
     * @param zone the zone of days and of times without an offset; if it has changed, the dates of all leads are read
     *     again
     * @throws IllegalArgumentException if the URL cannot be read or names no database; says how to fix it, without the
     *     URL
     * @throws StoreUnreachableException when the database does not answer or refuses us
     */
    public static MongoStore open(String url, ZoneId zone) {
        ConnectionString address = address(url);
        var replication = new Replication();
        MongoClient client = MongoClients.create(settings(address, replication));
        try {
            MongoDatabase database = client.getDatabase(Objects.requireNonNull(address.getDatabase()));
            database.runCommand(new Document("ping", 1));
            MongoInstallation.requireKnownVersion(database, shown(address));
            prepare(database);
            DerivedFields.bringUpToDate(database, zone);
            // A server of its own takes this read concern as "local".
            return new MongoStore(client, database.withReadConcern(ReadConcern.MAJORITY), replication, zone);
        } catch (StoreTooNewException refused) {
            client.close();
            throw refused;
        } catch (MongoException failure) {
            Throwable reason = reason(client, failure);
            client.close();
            throw new StoreUnreachableException(shown(address), reason);
        }
    }

    /** At once, because a server may take seconds to create an index. */
    private static void prepare(MongoDatabase database) {
        List<Consumer<MongoDatabase>> collections = List.of(
                MongoInstallation::prepare,
                MongoLeads::prepare,
                MongoConsents::prepare,
                MongoAttributeDefinitions::prepare,
                MongoSegments::prepare,
                MongoSegmentCounts::prepare,
                MongoCampaigns::prepare,
                MongoPlans::prepare,
                MongoDeliveries::prepare,
                MongoTouches::prepare,
                MongoDeadLetters::prepare,
                MongoLimits::prepare,
                MongoImportJobs::prepare,
                MongoApiKeys::prepare,
                MongoUsers::prepare,
                MongoApprovals::prepare,
                MongoCampaignDrafts::prepare,
                MongoCampaignSeries::prepare,
                MongoSessions::prepare,
                MongoKeptRequests::prepare,
                MongoAuditLog::prepare);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<CompletableFuture<Void>> prepared = collections.stream()
                    .map(collection -> CompletableFuture.runAsync(() -> collection.accept(database), threads))
                    .toList();
            prepared.forEach(CompletableFuture::join);
        } catch (CompletionException failure) {
            throw failure.getCause() instanceof MongoException refused ? refused : failure;
        }
    }

    /** Opens the database with the zone UTC. */
    public static MongoStore open(String url) {
        return open(url, ZoneOffset.UTC);
    }

    private static ConnectionString address(String url) {
        ConnectionString address;
        try {
            address = new ConnectionString(url);
        } catch (IllegalArgumentException unreadable) {
            // The driver's own words may quote a piece of the password.
            throw new IllegalArgumentException(
                    FORM + "; a : / ? # @ or % in user or password is written with a percent sign, @ as %40");
        } catch (MongoException unresolved) {
            throw new StoreUnreachableException("mongodb+srv://…", unresolved);
        }
        if (address.getDatabase() == null) {
            throw new IllegalArgumentException(FORM + "; the database is missing");
        }
        return address;
    }

    private static MongoClientSettings settings(ConnectionString address, Replication replication) {
        return MongoClientSettings.builder()
                .applicationName("mini-crm")
                .applyToClusterSettings(c -> c.serverSelectionTimeout(SERVER_SELECTION_SECONDS, TimeUnit.SECONDS))
                .applyToServerSettings(s -> s.addServerListener(replication))
                // A server that disappears without closing its connections must not block a worker permanently.
                .applyToSocketSettings(s -> s.connectTimeout(CONNECTION_TIMEOUT_SECONDS, TimeUnit.SECONDS)
                        .readTimeout(SOCKET_TIMEOUT_SECONDS, TimeUnit.SECONDS))
                .applyToConnectionPoolSettings(
                        p -> p.maxSize(CONNECTIONS).maxWaitTime(CONNECTION_TIMEOUT_SECONDS, TimeUnit.SECONDS))
                .applyConnectionString(address)
                // After the URL's: nothing that was acted upon may be rolled back by an election.
                .writeConcern(WriteConcern.MAJORITY
                        .withJournal(true)
                        .withWTimeout(MAJORITY_TIMEOUT_SECONDS, TimeUnit.SECONDS))
                .readPreference(ReadPreference.primary())
                .uuidRepresentation(UuidRepresentation.STANDARD)
                .build();
    }

    /** The time-out itself only says that time ran out. */
    private static Throwable reason(MongoClient client, MongoException failure) {
        if (!(failure instanceof MongoTimeoutException)) {
            return failure;
        }
        return client.getClusterDescription().getServerDescriptions().stream()
                .map(ServerDescription::getException)
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(failure);
    }

    private static String shown(ConnectionString address) {
        String scheme = address.isSrvProtocol() ? "mongodb+srv://" : "mongodb://";
        return scheme + String.join(",", address.getHosts()) + "/" + address.getDatabase();
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
        return installation.id();
    }

    @Override
    public boolean isUnavailable(Throwable failure) {
        return Outage.isOutage(failure);
    }

    @Override
    public void close() {
        client.close();
    }
}
