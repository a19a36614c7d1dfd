package io.minicrm.mongodb;

import com.mongodb.MongoBulkWriteException;
import com.mongodb.bulk.BulkWriteError;
import com.mongodb.bulk.BulkWriteResult;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.BulkWriteOptions;
import com.mongodb.client.model.InsertManyOptions;
import com.mongodb.client.model.UpdateOneModel;
import com.mongodb.client.model.UpdateOptions;
import com.mongodb.client.model.WriteModel;
import io.minicrm.lead.AttributeType;
import io.minicrm.lead.KnownTypes;
import io.minicrm.lead.Lead;
import io.minicrm.lead.LeadChange;
import io.minicrm.lead.LeadMerge;
import io.minicrm.lead.Leads;
import io.minicrm.lead.StoreMode;
import io.minicrm.lead.Stored;
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
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/** Leads in the collection {@code leads}, one document each. */
final class MongoLeads implements Leads {

    private static final CollectionShape TYPES_SHAPE = new CollectionShape("lead_attributes", typesSchema(), List.of());

    private static final int DUPLICATE_KEY = 11_000;

    /** A find is one document of at most 16 MiB; so many ids of the greatest length are half of it. */
    private static final int IDS_IN_ONE_FIND = 20_000;

    private static final UpdateOptions UPSERT = new UpdateOptions().upsert(true);
    private static final BulkWriteOptions UNORDERED = new BulkWriteOptions().ordered(false);

    private final MongoCollection<Document> leads;
    private final MongoCollection<Document> types;
    private final MongoCollection<Document> consents;
    private final ZoneId zone;
    private final LeadKeys keys;

    private final KnownTypes knownTypes = new KnownTypes();

    /** @param zone the zone of days and of times without an offset */
    MongoLeads(MongoDatabase database, ZoneId zone) {
        this.zone = zone;
        leads = database.getCollection(LeadDocument.COLLECTION);
        keys = new LeadKeys(leads);
        consents = database.getCollection(MongoConsents.COLLECTION);
        types = database.getCollection(TYPES_SHAPE.name());
    }

    static void prepare(MongoDatabase database) {
        LeadDocument.SHAPE.prepare(database);
        TYPES_SHAPE.prepare(database);
    }

    private static Document typesSchema() {
        List<String> names = EnumSet.allOf(AttributeType.class).stream()
                .map(MongoLeads::typeName)
                .toList();
        return new Document("bsonType", "object")
                .append("required", List.of("_id", "types"))
                .append("additionalProperties", false)
                .append(
                        "properties",
                        new Document("_id", new Document("bsonType", "string"))
                                .append(
                                        "types",
                                        new Document("bsonType", "array")
                                                .append("items", new Document("enum", names))));
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

    private void update(List<LeadMerge.Changed> changed) {
        if (changed.isEmpty()) {
            return;
        }
        leads.bulkWrite(
                changed.stream()
                        .<WriteModel<Document>>map(lead -> new UpdateOneModel<>(
                                new Document("_id", lead.after().id()),
                                LeadDocument.change(lead.before(), lead.after(), zone)))
                        .toList(),
                UNORDERED);
    }

    /** Returns the leads that were inserted; the others are stored already, by another process. */
    private List<Lead> insert(List<Lead> added) {
        if (added.isEmpty()) {
            return added;
        }
        try {
            leads.insertMany(
                    added.stream().map(lead -> LeadDocument.of(lead, zone)).toList(),
                    new InsertManyOptions().ordered(false));
            return added;
        } catch (MongoBulkWriteException failure) {
            Set<Integer> refused = duplicates(failure);
            return IntStream.range(0, added.size())
                    .filter(i -> !refused.contains(i))
                    .mapToObj(added::get)
                    .toList();
        }
    }

    /** The places of the documents whose ids are stored already. Any other failure is thrown. */
    private static Set<Integer> duplicates(MongoBulkWriteException failure) {
        if (failure.getWriteConcernError() != null
                || failure.getWriteErrors().stream().anyMatch(e -> e.getCode() != DUPLICATE_KEY)) {
            throw failure;
        }
        return failure.getWriteErrors().stream().map(BulkWriteError::getIndex).collect(Collectors.toSet());
    }

    /**
     * Writes upserts by id, in whatever order. Of two processes that make the same document at the same moment one may be told that
     * it is there already; its upsert then goes round again and finds it.
     *
     * @return how many documents were new
     */
    static int write(MongoCollection<Document> collection, List<WriteModel<Document>> upserts) {
        int made = 0;
        List<WriteModel<Document>> rest = upserts;
        while (!rest.isEmpty()) {
            try {
                BulkWriteResult result = collection.bulkWrite(rest, UNORDERED);
                return made + result.getUpserts().size();
            } catch (MongoBulkWriteException failure) {
                Set<Integer> refused = duplicates(failure);
                made += failure.getWriteResult().getUpserts().size();
                rest = refused.stream().sorted().map(rest::get).toList();
            }
        }
        return made;
    }

    /** Before the leads, so that no stored lead has an attribute that nobody knows of. */
    private void rememberTypes(List<LeadChange> changes) {
        Map<String, Set<AttributeType>> unknown = knownTypes.unknownIn(changes);
        var upserts = new ArrayList<WriteModel<Document>>();
        unknown.forEach((name, seen) -> upserts.add(new UpdateOneModel<>(
                new Document("_id", name),
                new Document(
                        "$addToSet",
                        new Document(
                                "types",
                                new Document(
                                        "$each",
                                        seen.stream().map(MongoLeads::typeName).toList()))),
                UPSERT)));
        write(types, upserts);
        knownTypes.add(unknown);
    }

    private static String typeName(AttributeType type) {
        return type.name().toLowerCase(Locale.ROOT);
    }

    @Override
    public List<Lead> findAll(Collection<String> ids) {
        List<String> wanted = List.copyOf(new TreeSet<>(ids));
        var found = new ArrayList<Lead>(wanted.size());
        for (int from = 0; from < wanted.size(); from += IDS_IN_ONE_FIND) {
            List<String> some = wanted.subList(from, Math.min(wanted.size(), from + IDS_IN_ONE_FIND));
            leads.find(new Document("_id", new Document("$in", some)))
                    // All in the first answer, as far as 16 MiB go.
                    .batchSize(some.size())
                    .map(LeadDocument::read)
                    .into(found);
        }
        return found;
    }

    @Override
    public Optional<Lead> find(String id) {
        return Optional.ofNullable(leads.find(new Document("_id", id)).first()).map(LeadDocument::read);
    }

    @Override
    public boolean delete(String id) {
        consents.deleteMany(new Document("lead_id", id));
        return leads.deleteOne(new Document("_id", id)).getDeletedCount() > 0;
    }

    @Override
    public List<Lead> list(@Nullable String text, @Nullable String afterId, int limit) {
        // Every id comes after the empty text.
        var filter = new Document("_id", new Document("$gt", afterId == null ? "" : afterId));
        if (text != null) {
            Document contains = new Document("$regex", RegexText.quoted(text)).append("$options", "i");
            filter.append(
                    "$or",
                    List.of(
                            new Document("_id", contains),
                            new Document("name", contains),
                            new Document("email", contains),
                            new Document("phone", contains)));
        }
        return leads.find(filter)
                .sort(new Document("_id", 1))
                .limit(limit)
                .batchSize(limit)
                .map(LeadDocument::read)
                .into(new ArrayList<>());
    }

    @Override
    public long count() {
        return leads.countDocuments();
    }

    @Override
    public Map<String, Long> attributeCounts() {
        var counts = new HashMap<String, Long>();
        leads.aggregate(List.of(
                        new Document(
                                "$project",
                                new Document("entries", new Document("$objectToArray", "$" + LeadDocument.ATTRIBUTES))),
                        new Document("$unwind", "$entries"),
                        new Document(
                                "$group", new Document("_id", "$entries.k").append("leads", new Document("$sum", 1)))))
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
