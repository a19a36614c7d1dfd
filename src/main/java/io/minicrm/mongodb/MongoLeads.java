package io.minicrm.mongodb;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Accumulators;
import com.mongodb.client.model.Aggregates;
import com.mongodb.client.model.BulkWriteOptions;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Projections;
import com.mongodb.client.model.UpdateOneModel;
import com.mongodb.client.model.UpdateOptions;
import com.mongodb.client.model.Updates;
import com.mongodb.client.model.WriteModel;
import io.minicrm.lead.AttributeType;
import io.minicrm.lead.KnownTypes;
import io.minicrm.lead.Lead;
import io.minicrm.lead.LeadChange;
import io.minicrm.lead.LeadMerge;
import io.minicrm.lead.LeadQuery;
import io.minicrm.lead.Leads;
import io.minicrm.lead.StoreMode;
import io.minicrm.lead.Stored;
import io.minicrm.problem.Precondition;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;

/** Leads in the collection {@code leads}, one document each. */
final class MongoLeads implements Leads {

    private static final CollectionShape TYPES_SHAPE = CollectionShape.of("lead_attributes", "_id", "types")
            .with("_id", CollectionShape.only("string"))
            .with("types", CollectionShape.listOf(typeNames(EnumSet.allOf(AttributeType.class))))
            .closed();

    /** A find is one document of at most 16 MiB; so many ids of the greatest length are half of it. */
    private static final int IDS_IN_ONE_FIND = 20_000;

    /** What a lead consists of, without what is derived from it. */
    private static final List<String> COMPARED = List.of(
            "name", "email", "phone", LeadDocument.UNSUBSCRIBED, LeadDocument.ATTRIBUTES, LeadDocument.CREATED_AT);

    private static final UpdateOptions UPSERT = new UpdateOptions().upsert(true);
    private static final BulkWriteOptions UNORDERED = new BulkWriteOptions().ordered(false);

    private final MongoCollection<Document> leads;
    private final MongoCollection<Document> types;
    private final MongoCollection<Document> consents;
    private final ZoneId zone;
    private final LeadKeys keys;
    private final MongoLeadPages pages;

    private final KnownTypes knownTypes = new KnownTypes();

    /** @param zone the zone of days and of times without an offset */
    MongoLeads(MongoDatabase database, ZoneId zone) {
        this.zone = zone;
        leads = database.getCollection(LeadDocument.COLLECTION);
        keys = new LeadKeys(leads);
        pages = new MongoLeadPages(leads);
        consents = database.getCollection(MongoConsents.COLLECTION);
        types = database.getCollection(TYPES_SHAPE.name());
    }

    static void prepare(MongoDatabase database) {
        LeadDocument.SHAPE.prepare(database);
        TYPES_SHAPE.prepare(database);
    }

    @Override
    public Stored store(List<LeadChange> changes, StoreMode mode) {
        rememberTypes(changes);
        var merge = new LeadMerge(changes, mode, keys::find);
        while (!merge.pending().isEmpty()) {
            List<Lead> stored = findAll(merge.pending());
            Set<String> storedIds = stored.stream().map(Lead::id).collect(Collectors.toSet());
            update(merge.merge(stored));
            merge.created(insert(merge.create(storedIds)));
        }
        return merge.result();
    }

    @Override
    public Stored.Outcome store(LeadChange change, StoreMode mode, Precondition<Lead> precondition) {
        rememberTypes(List.of(change));
        while (true) {
            var merge = LeadMerge.conditional(change, mode, precondition);
            Document read = leads.find(Filters.in("_id", merge.pending())).first();
            if (read == null ? isInserted(merge) : isUpdated(merge, read)) {
                return merge.result().outcomes().getFirst();
            }
        }
    }

    private boolean isInserted(LeadMerge merge) {
        List<Lead> added = merge.create(Set.of());
        return insert(added).size() == added.size();
    }

    /** Returns false if the lead has changed since it was read. */
    private boolean isUpdated(LeadMerge merge, Document read) {
        return merge.merge(List.of(LeadDocument.read(read))).stream()
                .allMatch(lead -> leads.updateOne(
                                        Unchanged.since(read, COMPARED),
                                        LeadDocument.change(lead.before(), lead.after(), zone))
                                .getMatchedCount()
                        == 1);
    }

    private void update(List<LeadMerge.Changed> changed) {
        if (changed.isEmpty()) {
            return;
        }
        leads.bulkWrite(
                changed.stream()
                        .<WriteModel<Document>>map(lead -> new UpdateOneModel<>(
                                Filters.eq(lead.after().id()), LeadDocument.change(lead.before(), lead.after(), zone)))
                        .toList(),
                UNORDERED);
    }

    /** Returns the leads that were inserted; the others are stored already, by another process. */
    private List<Lead> insert(List<Lead> added) {
        List<Document> documents =
                added.stream().map(lead -> LeadDocument.of(lead, zone)).toList();
        Set<Integer> refused = Set.copyOf(KeyedWrites.insert(leads, documents));
        return IntStream.range(0, added.size())
                .filter(i -> !refused.contains(i))
                .mapToObj(added::get)
                .toList();
    }

    /** Before the leads, so that no stored lead has an unknown attribute. */
    private void rememberTypes(List<LeadChange> changes) {
        Map<String, Set<AttributeType>> unknown = knownTypes.unknownIn(changes);
        var upserts = new ArrayList<WriteModel<Document>>();
        unknown.forEach((name, seen) -> upserts.add(
                new UpdateOneModel<>(Filters.eq(name), Updates.addEachToSet("types", typeNames(seen)), UPSERT)));
        KeyedWrites.upsert(types, upserts);
        knownTypes.add(unknown);
    }

    private static List<String> typeNames(Set<AttributeType> types) {
        return types.stream().map(type -> type.name().toLowerCase(Locale.ROOT)).toList();
    }

    @Override
    public List<Lead> findAll(Collection<String> ids) {
        return read(ids, new Document(), LeadDocument::read);
    }

    @Override
    public List<Lead> contacts(Collection<String> ids) {
        return read(ids, LeadDocument.CONTACT, LeadDocument::readContact);
    }

    /** @param fields a projection; empty for all fields */
    private List<Lead> read(Collection<String> ids, Document fields, Function<Document, Lead> reading) {
        List<String> wanted = List.copyOf(new TreeSet<>(ids));
        var found = new ArrayList<Lead>(wanted.size());
        for (int from = 0; from < wanted.size(); from += IDS_IN_ONE_FIND) {
            List<String> some = wanted.subList(from, Math.min(wanted.size(), from + IDS_IN_ONE_FIND));
            leads.find(Filters.in("_id", some))
                    .projection(fields)
                    // All in the first answer, as far as 16 MiB go.
                    .batchSize(some.size())
                    .map(reading::apply)
                    .into(found);
        }
        return found;
    }

    @Override
    public Optional<Lead> find(String id) {
        return Optional.ofNullable(leads.find(Filters.eq(id)).first()).map(LeadDocument::read);
    }

    @Override
    public boolean delete(String id, Precondition<Lead> precondition) {
        if (precondition.isNone()) {
            consents.deleteMany(Filters.eq("lead_id", id));
            return leads.deleteOne(Filters.eq(id)).getDeletedCount() > 0;
        }
        // Only who has deleted the lead may delete its consents. A repeated request completes what a crash interrupts.
        boolean isDeleted = isDeleted(id, precondition);
        consents.deleteMany(Filters.eq("lead_id", id));
        return isDeleted;
    }

    /** Returns false if there is no such lead. */
    private boolean isDeleted(String id, Precondition<Lead> precondition) {
        while (true) {
            Document read = leads.find(Filters.eq(id)).first();
            if (read == null) {
                return false;
            }
            precondition.check(LeadDocument.read(read));
            if (leads.deleteOne(Unchanged.since(read, COMPARED)).getDeletedCount() == 1) {
                return true;
            }
        }
    }

    @Override
    public List<Lead> list(LeadQuery query) {
        return pages.list(query);
    }

    @Override
    public long count(@Nullable String text, int max) {
        return pages.count(text, max);
    }

    @Override
    public long count() {
        return leads.countDocuments();
    }

    @Override
    public Map<String, Long> attributeCounts() {
        var counts = new HashMap<String, Long>();
        Bson entries = Expressions.objectToArray(Expressions.field(LeadDocument.ATTRIBUTES));
        leads.aggregate(List.of(
                        Aggregates.project(Projections.computed("entries", entries)),
                        Aggregates.unwind(Expressions.field("entries")),
                        Aggregates.group(Expressions.field("entries.k"), Accumulators.sum("leads", 1))))
                .forEach(group -> counts.put(group.getString("_id"), DocumentFields.whole(group, "leads")));
        return counts;
    }

    @Override
    public Map<String, Set<AttributeType>> attributeTypes() {
        var byName = new HashMap<String, Set<AttributeType>>();
        types.find().forEach(document -> {
            Set<AttributeType> seen = EnumSet.noneOf(AttributeType.class);
            document.getList("types", String.class)
                    .forEach(type -> seen.add(AttributeType.valueOf(type.toUpperCase(Locale.ROOT))));
            byName.put(document.getString("_id"), seen);
        });
        return byName;
    }
}
