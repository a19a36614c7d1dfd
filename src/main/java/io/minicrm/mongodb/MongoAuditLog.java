package io.minicrm.mongodb;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.Sorts;
import com.mongodb.client.model.UpdateOptions;
import com.mongodb.client.model.Updates;
import io.minicrm.access.AuditEntry;
import io.minicrm.access.AuditLog;
import io.minicrm.stored.AuditFields;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;

/** The audit log in the collection {@code audit_log}; the id is the key. */
final class MongoAuditLog implements AuditLog {

    static final String COLLECTION = "audit_log";

    private static final DocumentMapping<AuditEntry> MAPPING =
            new DocumentMapping<>(AuditFields.MAPPING, DocumentMapping.KEYED_BY_ID);

    private final MongoCollection<Document> entries;

    MongoAuditLog(MongoDatabase database) {
        this.entries = database.getCollection(COLLECTION);
    }

    static void prepare(MongoDatabase database) {
        MAPPING.shape(COLLECTION).prepare(database);
        database.getCollection(COLLECTION).createIndex(Indexes.ascending("principal", "_id"));
    }

    @Override
    public void add(AuditEntry entry) {
        entries.updateOne(
                Filters.eq(entry.id()),
                Updates.setOnInsert(MAPPING.of(entry, Set.of("id"))),
                new UpdateOptions().upsert(true));
    }

    @Override
    public List<AuditEntry> list(@Nullable String principal, @Nullable String beforeId, int limit) {
        Bson ofPrincipal = principal == null ? Filters.empty() : Filters.eq("principal", principal);
        Bson rest = beforeId == null ? Filters.empty() : Filters.lt("_id", beforeId);
        return entries.find(FlatFilters.allOf(ofPrincipal, rest))
                .sort(Sorts.descending("_id"))
                .limit(limit)
                .map(MAPPING::read)
                .into(new ArrayList<>());
    }
}
