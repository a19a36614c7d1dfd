package io.minicrm.mongodb;

import com.mongodb.ErrorCategory;
import com.mongodb.MongoWriteException;
import com.mongodb.client.FindIterable;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Sorts;
import io.minicrm.campaign.Campaign;
import io.minicrm.campaign.CampaignStatus;
import io.minicrm.campaign.Campaigns;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/** Campaigns in the collection {@code campaigns}: one document each, which also holds its lease, so that every act is atomic. */
final class MongoCampaigns implements Campaigns {

    private final MongoCollection<Document> campaigns;

    MongoCampaigns(MongoDatabase database) {
        this.campaigns = database.getCollection(CampaignDocument.COLLECTION);
    }

    static void prepare(MongoDatabase database) {
        CampaignDocument.SHAPE.prepare(database);
        MongoCollection<Document> campaigns = database.getCollection(CampaignDocument.COLLECTION);
        // Makes a repeated request find the campaign that the first one made; campaigns without a key are not in it.
        campaigns.createIndex(
                new Document("idempotency_key", 1),
                new IndexOptions().name("idempotency_key").unique(true).sparse(true));
        // Finds the few unfinished ones, many times a second.
        campaigns.createIndex(new Document("finished_at", 1).append("_id", 1), new IndexOptions().name("unfinished"));
    }

    @Override
    public Campaign create(Campaign campaign) {
        try {
            campaigns.insertOne(CampaignDocument.of(campaign));
            return campaign;
        } catch (MongoWriteException refused) {
            String key = campaign.origin().idempotencyKey();
            if (key == null || refused.getError().getCategory() != ErrorCategory.DUPLICATE_KEY) {
                throw refused;
            }
            return findByIdempotencyKey(key).orElseThrow(() -> refused);
        }
    }

    @Override
    public Optional<Campaign> find(String id) {
        return Optional.ofNullable(campaigns.find(new Document("_id", id)).first())
                .map(CampaignDocument::read);
    }

    @Override
    public List<Campaign> findAll(Collection<String> ids) {
        return read(campaigns.find(new Document("_id", new Document("$in", List.copyOf(ids)))));
    }

    @Override
    public Optional<Campaign> findByIdempotencyKey(String key) {
        return Optional.ofNullable(
                        campaigns.find(new Document("idempotency_key", key)).first())
                .map(CampaignDocument::read);
    }

    @Override
    public List<Campaign> list(@Nullable String beforeId, int limit) {
        Document page = beforeId == null ? new Document() : new Document("_id", new Document("$lt", beforeId));
        return read(campaigns.find(page).sort(new Document("_id", -1)).limit(limit));
    }

    @Override
    public List<Campaign> lastCompleted(String channel, long minAudience, Instant finishedBefore, int limit) {
        return read(campaigns
                .find(Filters.and(
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
                .find(due(owner, now))
                .sort(new Document("_id", 1))
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

    /** Each campaign goes to the one whose write comes first; reading again tells which are ours. */
    private List<Document> taken(List<String> wanted, String owner, Instant now, Duration ttl) {
        Document ids = new Document("$in", wanted);
        Instant until = now.plus(ttl);
        campaigns.updateMany(
                due(owner, now).append("_id", ids),
                new Document("$set", new Document("lease_owner", owner).append("lease_until", until)));
        return campaigns
                .find(new Document("_id", ids).append("lease_owner", owner).append("lease_until", until))
                .into(new ArrayList<>());
    }

    private static Document due(String owner, Instant now) {
        return new Document("finished_at", null)
                .append(
                        "$and",
                        List.of(
                                anyOf(
                                        new Document("planned_at", null),
                                        new Document(
                                                "status",
                                                new Document("$in", List.of("queued", "running", "cancelled")))),
                                anyOf(
                                        new Document("planned_at", null)
                                                .append("audience_time", new Document("$ne", "at_start")),
                                        new Document("status", "cancelled"),
                                        new Document("scheduled_at", null),
                                        new Document("scheduled_at", new Document("$lte", now))),
                                anyOf(
                                        new Document("lease_owner", owner),
                                        new Document("lease_until", null),
                                        new Document("lease_until", new Document("$lt", now)))));
    }

    private static Document anyOf(Document... conditions) {
        return new Document("$or", List.of(conditions));
    }

    @Override
    public void release(String owner) {
        campaigns.updateMany(
                new Document("finished_at", null).append("lease_owner", owner),
                new Document("$unset", new Document("lease_owner", "").append("lease_until", "")));
    }

    @Override
    public boolean move(String id, Set<CampaignStatus> from, CampaignStatus to, Instant at) {
        to.requireReachableFrom(from);
        List<String> standing = from.stream().map(CampaignStatus::code).toList();
        Document moved = new Document("status", to.code());
        if (to == CampaignStatus.COMPLETED) {
            moved.append("finished_at", at);
        }
        return campaigns
                        .updateOne(
                                new Document("_id", id).append("status", new Document("$in", standing)),
                                new Document("$set", moved))
                        .getMatchedCount()
                == 1;
    }

    @Override
    public boolean limitRate(String id, @Nullable Integer maxRate) {
        Document set = new Document();
        Document unset = new Document();
        DocumentFields.setOrUnset(set, unset, "max_rate", maxRate);
        return campaigns
                        .updateOne(new Document("_id", id), DocumentFields.update(set, unset))
                        .getMatchedCount()
                == 1;
    }
}
