package io.minicrm.mongodb;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoCursor;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Accumulators;
import com.mongodb.client.model.Aggregates;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Projections;
import com.mongodb.client.model.Sorts;
import io.minicrm.lead.AttributeType;
import io.minicrm.lead.Lead;
import io.minicrm.segment.Audience;
import io.minicrm.segment.Coverage;
import io.minicrm.segment.Field;
import io.minicrm.segment.Rule;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;

/** Audiences as MongoDB finds them. */
final class MongoAudience implements Audience {

    private static final int PAGE = 5_000;
    private static final int ADDRESSES = 1_000;

    /** The lead that keeps its message comes first: one that has opted out, then the smallest id. */
    private static final Bson BY_ADDRESS = Sorts.orderBy(
            Sorts.ascending(LeadDocument.EMAIL_KEY, LeadDocument.PHONE_KEY),
            Sorts.descending(LeadDocument.UNSUBSCRIBED),
            Sorts.ascending(LeadDocument.ID));

    private static final Bson BY_ID = Sorts.ascending(LeadDocument.ID);

    private static final Bson ONLY_ID = Projections.include(LeadDocument.ID);

    private final MongoCollection<Document> leads;
    private final Snapshots snapshots;
    private final Supplier<Map<String, Set<AttributeType>>> types;

    /** @param types reads the types of values that leads were ever stored with, by attribute */
    MongoAudience(MongoDatabase database, Replication replication, Supplier<Map<String, Set<AttributeType>>> types) {
        this.types = types;
        leads = database.getCollection(LeadDocument.COLLECTION);
        snapshots = new Snapshots(database, replication);
    }

    @Override
    public long count(Rule rule, ZonedDateTime now) {
        return StoppableReads.read(() -> leads.countDocuments(RuleFilter.of(rule, now)));
    }

    @Override
    public Preview preview(Rule rule, ZonedDateTime now, int limit) {
        Coverage coverage = Coverage.of(rule, StoppableReads.read(types));
        long count = count(rule, now);
        List<Long> counts =
                coverage.counted().stream().map(counted -> count(counted, now)).toList();
        return new Preview(
                count, count == 0 ? List.of() : first(RuleFilter.of(rule, now), limit), coverage.unasked(counts));
    }

    @Override
    public List<Lead> page(Rule rule, ZonedDateTime now, @Nullable String afterId, int limit) {
        Bson selected = RuleFilter.of(rule, now);
        return first(afterId == null ? selected : Filters.and(selected, Filters.gt(LeadDocument.ID, afterId)), limit);
    }

    @Override
    public void values(Field field, int limit, Consumer<@Nullable Object> each) {
        Bson read = field instanceof Field.Attribute
                ? Projections.include(LeadDocument.CREATED_AT, LeadDocument.UNSUBSCRIBED, attribute(field))
                : LeadDocument.CONTACT;
        StoppableReads.run(() -> leads.find()
                .sort(BY_ID)
                .limit(limit)
                .batchSize(PAGE)
                .projection(read)
                .map(LeadDocument::readPart)
                .forEach(lead -> each.accept(field.valueIn(lead))));
    }

    private static String attribute(Field field) {
        return LeadDocument.ATTRIBUTES + "." + field.path();
    }

    private List<Lead> first(Bson selected, int limit) {
        return StoppableReads.read(() -> leads.find(selected)
                .sort(BY_ID)
                .limit(limit)
                .batchSize(limit)
                .map(LeadDocument::read)
                .into(new ArrayList<>()));
    }

    /**
     * MongoDB groups and returns only the addresses that occur more than once; their leads are read in order of
     * address.
     */
    @Override
    public void readWithDuplicates(
            Rule rule, ZonedDateTime now, Consumer<List<String>> pages, Consumer<List<String>> duplicates) {
        read(rule, now, pages);
        StoppableReads.run(() -> readDuplicates(RuleFilter.of(rule, now), duplicates));
    }

    private void readDuplicates(Bson filter, Consumer<List<String>> duplicates) {
        var batch = new ArrayList<String>(ADDRESSES);
        leads.aggregate(repeatedAddresses(filter)).allowDiskUse(true).forEach(address -> {
            batch.add(address.getString("_id"));
            if (batch.size() == ADDRESSES) {
                readDuplicates(filter, batch, duplicates);
                batch.clear();
            }
        });
        if (!batch.isEmpty()) {
            readDuplicates(filter, batch, duplicates);
        }
    }

    private static List<Bson> repeatedAddresses(Bson filter) {
        Bson address = Expressions.ifNull(
                Expressions.field(LeadDocument.EMAIL_KEY), Expressions.field(LeadDocument.PHONE_KEY));
        return List.of(
                Aggregates.match(filter),
                Aggregates.project(Projections.computed("address", address)),
                Aggregates.match(Filters.gt("address", "")),
                Aggregates.group(Expressions.field("address"), Accumulators.sum("leads", 1)),
                Aggregates.match(Filters.gt("leads", 1)));
    }

    private void readDuplicates(Bson filter, List<String> addresses, Consumer<List<String>> duplicates) {
        Bson ofAddresses = Filters.or(
                Filters.in(LeadDocument.EMAIL_KEY, addresses),
                FlatFilters.allOf(
                        Filters.eq(LeadDocument.EMAIL_KEY, null), Filters.in(LeadDocument.PHONE_KEY, addresses)));
        var page = new ArrayList<String>(PAGE);
        String address = null;
        try (MongoCursor<Document> found = leads.find(Filters.and(filter, ofAddresses))
                .projection(
                        Projections.include(LeadDocument.EMAIL_KEY, LeadDocument.PHONE_KEY, LeadDocument.UNSUBSCRIBED))
                .sort(BY_ADDRESS)
                .allowDiskUse(true)
                .batchSize(PAGE)
                .iterator()) {
            while (found.hasNext()) {
                Document lead = found.next();
                String email = lead.getString(LeadDocument.EMAIL_KEY);
                String own = email == null ? lead.getString(LeadDocument.PHONE_KEY) : email;
                if (!own.equals(address)) {
                    address = own;
                    continue;
                }
                page.add(lead.getString(LeadDocument.ID));
                if (page.size() == PAGE) {
                    duplicates.accept(List.copyOf(page));
                    page.clear();
                }
            }
        }
        if (!page.isEmpty()) {
            duplicates.accept(List.copyOf(page));
        }
    }

    @Override
    public void read(Rule rule, ZonedDateTime now, Consumer<List<String>> pages) {
        Bson selected = RuleFilter.of(rule, now);
        StoppableReads.run(
                () -> snapshots.read(rule, concern -> read(leads.withReadConcern(concern), selected, pages)));
    }

    private static void read(MongoCollection<Document> leads, Bson selected, Consumer<List<String>> pages) {
        try (MongoCursor<String> ids = leads.find(selected)
                .projection(ONLY_ID)
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
