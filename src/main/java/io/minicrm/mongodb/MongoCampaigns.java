package io.minicrm.mongodb;

import com.mongodb.MongoWriteException;
import com.mongodb.client.FindIterable;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Accumulators;
import com.mongodb.client.model.Aggregates;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.Sorts;
import com.mongodb.client.model.Updates;
import io.minicrm.campaign.Campaign;
import io.minicrm.campaign.CampaignChange;
import io.minicrm.campaign.CampaignQuery;
import io.minicrm.campaign.CampaignStatus;
import io.minicrm.campaign.Campaigns;
import io.minicrm.problem.Precondition;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Date;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.bson.Document;
import org.bson.conversions.Bson;

/**
 * Campaigns in the collection {@code campaigns}: one document each, which also holds the campaign's lease, so that
 * every act is atomic.
 */
final class MongoCampaigns implements Campaigns {

    private static final List<String> COMPARED = List.of("status", "max_rate", "name", "scheduled_at");

    private static final Set<CampaignStatus> STARTS_LATER = Set.of(CampaignStatus.QUEUED, CampaignStatus.PAUSED);

    private final MongoCollection<Document> campaigns;

    MongoCampaigns(MongoDatabase database) {
        this.campaigns = database.getCollection(CampaignDocument.COLLECTION);
    }

    static void prepare(MongoDatabase database) {
        CampaignDocument.SHAPE.prepare(database);
        MongoCollection<Document> campaigns = database.getCollection(CampaignDocument.COLLECTION);
        // Makes a repeated request find the campaign that the first one made; campaigns without a key are not in it.
        campaigns.createIndex(
                Indexes.ascending("idempotency_key"),
                new IndexOptions().name("idempotency_key").unique(true).sparse(true));
        // Finds the few unfinished ones, many times a second.
        campaigns.createIndex(Indexes.ascending("finished_at", "_id"), new IndexOptions().name("unfinished"));
        // Lists by status, by segment, and in order of name; the id decides between equals.
        campaigns.createIndex(Indexes.ascending("status", "_id"), new IndexOptions().name("by_status"));
        campaigns.createIndex(Indexes.ascending("segment_id", "_id"), new IndexOptions().name("by_segment"));
        campaigns.createIndex(Indexes.ascending("name", "_id"), new IndexOptions().name("by_name"));
    }

    @Override
    public Campaign create(Campaign campaign) {
        try {
            campaigns.insertOne(CampaignDocument.of(campaign));
            return campaign;
        } catch (MongoWriteException refused) {
            String key = campaign.origin().idempotencyKey();
            if (key == null || !KeyedWrites.isDuplicate(refused)) {
                throw refused;
            }
            return findByIdempotencyKey(key).orElseThrow(() -> refused);
        }
    }

    @Override
    public Optional<Campaign> find(String id) {
        return Optional.ofNullable(campaigns.find(Filters.eq(id)).first()).map(CampaignDocument::read);
    }

    @Override
    public List<Campaign> findAll(Collection<String> ids) {
        return read(campaigns.find(Filters.in("_id", ids)));
    }

    @Override
    public Optional<Campaign> findByIdempotencyKey(String key) {
        return Optional.ofNullable(
                        campaigns.find(Filters.eq("idempotency_key", key)).first())
                .map(CampaignDocument::read);
    }

    @Override
    public List<Campaign> list(CampaignQuery query) {
        return read(campaigns
                .find(CampaignListFilter.of(query))
                .sort(CampaignListFilter.order(query.sort()))
                .limit(query.limit()));
    }

    @Override
    public Map<CampaignStatus, Long> countByStatus() {
        Map<CampaignStatus, Long> counts = new EnumMap<>(CampaignStatus.class);
        campaigns
                .aggregate(List.of(Aggregates.group(Expressions.field("status"), Accumulators.sum("campaigns", 1))))
                .forEach(group -> counts.put(
                        CampaignStatus.of(group.getString("_id")), DocumentFields.whole(group, "campaigns")));
        return counts;
    }

    @Override
    public List<Campaign> lastCompleted(String channel, long minAudience, Instant finishedBefore, int limit) {
        return read(campaigns
                .find(FlatFilters.allOf(
                        Filters.lt("finished_at", finishedBefore),
                        Filters.eq("status", CampaignStatus.COMPLETED.code()),
                        Filters.eq("channel", channel),
                        Filters.gte("audience", minAudience),
                        Filters.eq("max_rate", null),
                        Filters.ne("started_at", null)))
                .sort(Sorts.descending("finished_at"))
                .limit(limit));
    }

    private static List<Campaign> read(FindIterable<Document> documents) {
        return documents.map(CampaignDocument::read).into(new ArrayList<>());
    }

    @Override
    public List<Campaign> lease(String owner, Instant now, Duration ttl, int limit) {
        List<Document> due = campaigns
                .find(due(owner, now, ttl))
                .sort(Sorts.ascending("_id"))
                .limit(limit)
                .into(new ArrayList<>());
        // A lease that has more than half its time left is not written again: this runs many times a second.
        Date half = Date.from(now.plus(ttl.dividedBy(2)));
        List<Document> held = new ArrayList<>();
        List<String> wanted = new ArrayList<>();
        for (Document campaign : due) {
            Date until = campaign.getDate("lease_until");
            if (owner.equals(campaign.getString("lease_owner")) && until != null && !until.before(half)) {
                held.add(campaign);
            } else {
                wanted.add(campaign.getString("_id"));
            }
        }
        if (!wanted.isEmpty()) {
            held.addAll(taken(wanted, owner, now, ttl));
        }
        return held.stream()
                .map(CampaignDocument::read)
                .sorted(Comparator.comparing(Campaign::id))
                .toList();
    }

    /** Each campaign goes to the owner whose write comes first; reading again shows which ones are ours. */
    private List<Document> taken(List<String> wanted, String owner, Instant now, Duration ttl) {
        Bson ids = Filters.in("_id", wanted);
        Instant until = now.plus(ttl);
        campaigns.updateMany(
                FlatFilters.allOf(due(owner, now, ttl), ids),
                Updates.combine(Updates.set("lease_owner", owner), Updates.set("lease_until", until)));
        return campaigns
                .find(FlatFilters.allOf(ids, Filters.eq("lease_owner", owner), Filters.eq("lease_until", until)))
                .into(new ArrayList<>());
    }

    private static Bson due(String owner, Instant now, Duration ttl) {
        Bson isToPlanOrRuns = Filters.or(
                Filters.eq("planned_at", null), Filters.in("status", List.of("queued", "running", "cancelled")));
        Bson isTime = Filters.or(
                FlatFilters.allOf(Filters.eq("planned_at", null), Filters.ne("audience_time", "at_start")),
                Filters.eq("status", "cancelled"),
                Filters.eq("scheduled_at", null),
                Filters.lte("scheduled_at", now));
        Bson isFree = Filters.or(
                Filters.eq("lease_owner", owner),
                Filters.eq("lease_until", null),
                Filters.lt("lease_until", now),
                FlatFilters.allOf(
                        Filters.gt("lease_until", now.plus(ttl).plus(CLOCKS_DIFFER)),
                        Filters.lt("lease_until", MongoArchiveWriting.NEVER)));
        return FlatFilters.allOf(Filters.eq("finished_at", null), Filters.and(isToPlanOrRuns, isTime, isFree));
    }

    @Override
    public void release(String owner) {
        campaigns.updateMany(
                FlatFilters.allOf(Filters.eq("finished_at", null), Filters.eq("lease_owner", owner)),
                Updates.combine(Updates.unset("lease_owner"), Updates.unset("lease_until")));
    }

    @Override
    public boolean move(
            String id, Set<CampaignStatus> from, CampaignStatus to, Instant at, Precondition<Campaign> precondition) {
        to.requireReachableFrom(from);
        List<Bson> moved = new ArrayList<>(List.of(Updates.set("status", to.code())));
        if (to == CampaignStatus.COMPLETED) {
            moved.add(Updates.set("finished_at", at));
        }
        return change(id, from, Filters.empty(), precondition, Updates.combine(moved));
    }

    @Override
    public boolean change(String id, CampaignChange change, Precondition<Campaign> precondition) {
        CampaignChange.NewRate rate = change.rate();
        CampaignChange.NewStart start = change.start();
        List<Bson> updates = new ArrayList<>();
        if (change.name() != null) {
            updates.add(Updates.set("name", change.name()));
        }
        if (rate != null) {
            updates.add(DocumentFields.setOrUnset("max_rate", rate.maxRate()));
        }
        if (start != null) {
            updates.add(DocumentFields.setOrUnset("scheduled_at", start.scheduledAt()));
        }
        if (updates.isEmpty()) {
            Optional<Campaign> stored = find(id);
            stored.ifPresent(precondition::check);
            return stored.isPresent();
        }
        return change(
                id,
                start == null ? EnumSet.allOf(CampaignStatus.class) : STARTS_LATER,
                start == null ? Filters.empty() : startsAfter(start.begunBy()),
                precondition,
                Updates.combine(updates));
    }

    /** With {@link #STARTS_LATER} as {@link CampaignChange.NewStart#isPossible} has it. */
    private static Bson startsAfter(Instant begunBy) {
        return FlatFilters.allOf(Filters.eq("started_at", null), Filters.gt("scheduled_at", begunBy));
    }

    /** Changes a campaign with one of these statuses that matches; returns false if there is none. */
    private boolean change(
            String id, Set<CampaignStatus> statuses, Bson filter, Precondition<Campaign> precondition, Bson change) {
        if (precondition.isNone()) {
            List<String> codes = statuses.stream().map(CampaignStatus::code).toList();
            return isChanged(FlatFilters.allOf(Filters.eq(id), Filters.in("status", codes), filter), change);
        }
        while (true) {
            Document read = campaigns.find(Filters.and(Filters.eq(id), filter)).first();
            if (read == null) {
                // The precondition comes first, as in PostgreSQL.
                find(id).ifPresent(precondition::check);
                return false;
            }
            Campaign stored = CampaignDocument.read(read);
            precondition.check(stored);
            if (!statuses.contains(stored.status())) {
                return false;
            }
            if (isChanged(Filters.and(Unchanged.since(read, COMPARED), filter), change)) {
                return true;
            }
        }
    }

    private boolean isChanged(Bson filter, Bson change) {
        return campaigns.updateOne(filter, change).getMatchedCount() == 1;
    }
}
