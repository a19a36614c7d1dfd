package io.minicrm.mongodb;

import com.mongodb.ReadConcern;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoCursor;
import com.mongodb.client.MongoDatabase;
import io.minicrm.lead.Lead;
import io.minicrm.segment.Audience;
import io.minicrm.segment.Coverage;
import io.minicrm.segment.Rule;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.bson.Document;

/** Audiences as MongoDB finds them. */
final class MongoAudience implements Audience {

    private static final int PAGE = 5_000;
    private static final Document BY_ID = new Document("_id", 1);

    private final MongoCollection<Document> leads;
    private final ReadConcern snapshot;

    /**
     * @param snapshot how a whole audience is read: {@link ReadConcern#SNAPSHOT} where the server can
     */
    MongoAudience(MongoDatabase database, ReadConcern snapshot) {
        leads = database.getCollection(LeadDocument.COLLECTION);
        this.snapshot = snapshot;
    }

    @Override
    public long count(Rule rule, ZonedDateTime now) {
        return leads.countDocuments(RuleFilter.of(rule, now));
    }

    @Override
    public Preview preview(Rule rule, ZonedDateTime now, int limit) {
        long count = count(rule, now);
        Coverage coverage = Coverage.of(rule);
        List<Long> counts =
                coverage.counted().stream().map(counted -> count(counted, now)).toList();
        return new Preview(count, count == 0 ? List.of() : first(rule, now, limit), coverage.unasked(counts));
    }

    private List<Lead> first(Rule rule, ZonedDateTime now, int limit) {
        return leads.find(RuleFilter.of(rule, now))
                .sort(BY_ID)
                .limit(limit)
                .batchSize(limit)
                .map(LeadDocument::read)
                .into(new ArrayList<>());
    }

    @Override
    public void read(Rule rule, ZonedDateTime now, Consumer<List<String>> pages) {
        try (MongoCursor<String> ids = leads.withReadConcern(snapshot)
                .find(RuleFilter.of(rule, now))
                .projection(BY_ID)
                .sort(BY_ID)
                .batchSize(PAGE)
                .map(document -> document.getString("_id"))
                .iterator()) {
            var page = new ArrayList<String>(PAGE);
            while (ids.hasNext()) {
                page.add(ids.next());
                if (page.size() == PAGE) {
                    pages.accept(List.copyOf(page));
                    page.clear();
                }
            }
            if (!page.isEmpty()) {
                pages.accept(List.copyOf(page));
            }
        }
    }
}
