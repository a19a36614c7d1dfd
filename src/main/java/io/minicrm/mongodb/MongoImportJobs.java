package io.minicrm.mongodb;

import com.mongodb.ErrorCategory;
import com.mongodb.MongoBulkWriteException;
import com.mongodb.MongoWriteException;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.FindOneAndUpdateOptions;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.InsertManyOptions;
import com.mongodb.client.model.Projections;
import com.mongodb.client.model.ReturnDocument;
import com.mongodb.client.model.Sorts;
import com.mongodb.client.model.Updates;
import io.minicrm.importing.ImportFailure;
import io.minicrm.importing.ImportJob;
import io.minicrm.importing.ImportJobs;
import io.minicrm.importing.ImportProgress;
import io.minicrm.importing.ImportStatus;
import io.minicrm.lead.ImportResult.RowError;
import io.minicrm.stored.ImportFields;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;

/**
 * Imports in the collection {@code imports}: one document each, so that every act is atomic. Their rejected rows are
 * in {@code import_errors}, under the id of the import and the line.
 */
final class MongoImportJobs implements ImportJobs {

    static final String COLLECTION = "imports";

    private static final String ERRORS = "import_errors";
    private static final String ID = "_id";

    private static final DocumentMapping<ImportJob> MAPPING =
            new DocumentMapping<>(ImportFields.MAPPING, DocumentMapping.KEYED_BY_ID);

    private final MongoCollection<Document> imports;
    private final MongoCollection<Document> errors;

    MongoImportJobs(MongoDatabase database) {
        this.imports = database.getCollection(COLLECTION);
        this.errors = database.getCollection(ERRORS);
    }

    static void prepare(MongoDatabase database) {
        MAPPING.shape(COLLECTION)
                .requiring("seen_at")
                .with(List.of("seen_at"), "date")
                .with(List.of("owner"), "string")
                .prepare(database);
        MongoCollection<Document> imports = database.getCollection(COLLECTION);
        imports.createIndex(
                Indexes.ascending("idempotency_key"),
                new IndexOptions().name("idempotency_key").unique(true).sparse(true));
        imports.createIndex(Indexes.ascending("finished_at", ID), new IndexOptions().name("unfinished"));
        CollectionShape.of(ERRORS, "import_id", "line", "field", "message")
                .with(List.of("import_id", "field", "message"), "string")
                .with(List.of("line"), "int", "long")
                .prepare(database);
        database.getCollection(ERRORS)
                .createIndex(
                        Indexes.ascending("import_id", "line"),
                        new IndexOptions().name("lines").unique(true));
    }

    @Override
    public ImportJob create(ImportJob job) {
        try {
            imports.insertOne(MAPPING.of(job).append("seen_at", job.origin().createdAt()));
            return job;
        } catch (MongoWriteException refused) {
            String key = job.origin().idempotencyKey();
            if (key == null || refused.getError().getCategory() != ErrorCategory.DUPLICATE_KEY) {
                throw refused;
            }
            return findByIdempotencyKey(key).orElseThrow(() -> refused);
        }
    }

    @Override
    public Optional<ImportJob> find(String id) {
        return Optional.ofNullable(imports.find(Filters.eq(id)).first()).map(MAPPING::read);
    }

    @Override
    public Optional<ImportJob> findByIdempotencyKey(String key) {
        return Optional.ofNullable(
                        imports.find(Filters.eq("idempotency_key", key)).first())
                .map(MAPPING::read);
    }

    @Override
    public List<ImportJob> list(@Nullable String beforeId, int limit) {
        Bson page = beforeId == null ? Filters.empty() : Filters.lt(ID, beforeId);
        return imports.find(page)
                .sort(Sorts.descending(ID))
                .limit(limit)
                .map(MAPPING::read)
                .into(new ArrayList<>());
    }

    @Override
    public long countUnfinished() {
        return imports.countDocuments(unfinished());
    }

    private static Bson unfinished() {
        return Filters.eq("finished_at", null);
    }

    private static Bson waiting() {
        return FlatFilters.allOf(unfinished(), Filters.eq("status", ImportStatus.QUEUED.code()));
    }

    @Override
    public Optional<ImportJob> take(Claim claim) {
        Bson isFree = Filters.or(
                Filters.eq("status", ImportStatus.QUEUED.code()),
                FlatFilters.allOf(
                        Filters.lt("seen_at", claim.seenBefore()), Filters.lt("attempts", ImportJob.MAX_ATTEMPTS)));
        return Optional.ofNullable(imports.findOneAndUpdate(
                        FlatFilters.allOf(unfinished(), Filters.eq("folder", claim.folder()), isFree),
                        Updates.combine(
                                Updates.set("status", ImportStatus.RUNNING.code()),
                                Updates.set("owner", claim.owner()),
                                Updates.set("seen_at", claim.now()),
                                Updates.set("started_at", claim.now()),
                                Updates.inc("attempts", 1)),
                        new FindOneAndUpdateOptions().sort(Sorts.ascending(ID)).returnDocument(ReturnDocument.AFTER)))
                .map(MAPPING::read);
    }

    @Override
    public void keepAlive(String folder, Instant now) {
        imports.updateMany(FlatFilters.allOf(waiting(), Filters.eq("folder", folder)), Updates.set("seen_at", now));
    }

    @Override
    public Signal report(String id, String owner, ImportProgress progress, Instant now) {
        Document running = imports.findOneAndUpdate(
                owned(id, owner),
                Updates.combine(progress(progress, now)),
                new FindOneAndUpdateOptions().projection(Projections.include("cancel_requested")));
        if (running == null) {
            return Signal.LOST;
        }
        return running.getBoolean("cancel_requested") ? Signal.CANCEL : Signal.CONTINUE;
    }

    private static Bson owned(String id, String owner) {
        return FlatFilters.allOf(
                Filters.eq(id), Filters.eq("owner", owner), Filters.eq("status", ImportStatus.RUNNING.code()));
    }

    private static List<Bson> progress(ImportProgress progress, Instant now) {
        return new ArrayList<>(List.of(
                Updates.set("bytes_read", progress.bytesRead()),
                Updates.set("bytes_total", progress.bytesTotal()),
                Updates.set("imported", progress.totals().imported()),
                Updates.set("updated", progress.totals().updated()),
                Updates.set("unchanged", progress.totals().unchanged()),
                Updates.set("rejected", progress.totals().rejected()),
                Updates.set("unread", progress.totals().unread()),
                Updates.set("seen_at", now),
                DocumentFields.setOrUnset("file", ImportFields.json(progress.file()))));
    }

    @Override
    public void addErrors(String id, List<RowError> rejected) {
        List<Document> documents = rejected.stream()
                .map(error -> new Document("import_id", id)
                        .append("line", error.line())
                        .append("field", error.field())
                        .append("message", error.message()))
                .toList();
        try {
            errors.insertMany(documents, new InsertManyOptions().ordered(false));
        } catch (MongoBulkWriteException refused) {
            boolean areStored = refused.getWriteConcernError() == null
                    && refused.getWriteErrors().stream()
                            .allMatch(error -> error.getCategory() == ErrorCategory.DUPLICATE_KEY);
            if (!areStored) {
                throw refused;
            }
        }
    }

    @Override
    public void deleteErrors(String id) {
        errors.deleteMany(Filters.eq("import_id", id));
    }

    @Override
    public List<RowError> errors(String id, long afterLine, int limit) {
        return errors.find(FlatFilters.allOf(Filters.eq("import_id", id), Filters.gt("line", afterLine)))
                .sort(Sorts.ascending("import_id", "line"))
                .limit(limit)
                .map(error -> new RowError(
                        DocumentFields.whole(error, "line"), error.getString("field"), error.getString("message")))
                .into(new ArrayList<>());
    }

    @Override
    public boolean finish(String id, String owner, Ending ending) {
        List<Bson> updates = progress(ending.progress(), ending.at());
        updates.add(Updates.set("status", ending.status().code()));
        updates.add(Updates.set("finished_at", ending.at()));
        updates.add(Updates.unset("owner"));
        ImportFailure failure = ending.failure();
        if (failure != null) {
            updates.addAll(failed(failure));
        }
        return imports.updateOne(owned(id, owner), Updates.combine(updates)).getMatchedCount() == 1;
    }

    private static List<Bson> failed(ImportFailure failure) {
        return List.of(
                DocumentFields.setOrUnset("failure_line", failure.line()),
                Updates.set("failure_field", failure.field()),
                Updates.set("failure_message", failure.message()));
    }

    @Override
    public void release(String id, String owner, int attempts, Instant now) {
        imports.updateOne(
                owned(id, owner),
                Updates.combine(
                        Updates.set("status", ImportStatus.QUEUED.code()),
                        Updates.set("attempts", attempts),
                        Updates.set("seen_at", now),
                        Updates.unset("owner")));
    }

    /** Two updates: a job that begins to run between them is stopped by the second. */
    @Override
    public boolean cancel(String id, Instant now) {
        Bson request = Updates.set("cancel_requested", true);
        Bson end = Updates.combine(
                request, Updates.set("status", ImportStatus.CANCELLED.code()), Updates.set("finished_at", now));
        return imports.updateOne(FlatFilters.allOf(waiting(), Filters.eq(id)), end)
                                .getMatchedCount()
                        == 1
                || imports.updateOne(FlatFilters.allOf(unfinished(), Filters.eq(id)), request)
                                .getMatchedCount()
                        == 1;
    }

    @Override
    public int fail(Orphans orphans, ImportFailure failure, Instant now) {
        List<Bson> updates = new ArrayList<>(failed(failure));
        updates.add(Updates.set("status", ImportStatus.FAILED.code()));
        updates.add(Updates.set("finished_at", now));
        updates.add(Updates.unset("owner"));
        Bson isOrphan = FlatFilters.allOf(
                unfinished(),
                Filters.gte("attempts", orphans.minAttempts()),
                Filters.lt("seen_at", orphans.seenBefore()));
        return (int) imports.updateMany(isOrphan, Updates.combine(updates)).getModifiedCount();
    }

    /** The errors first: after a crash in between, the jobs are still there to be deleted. */
    @Override
    public void deleteFinished(int keep) {
        Bson isFinished = Filters.ne("finished_at", null);
        Document newestToDelete = imports.find(isFinished)
                .sort(Sorts.descending(ID))
                .skip(keep)
                .limit(1)
                .projection(Projections.include(ID))
                .first();
        if (newestToDelete == null) {
            return;
        }
        List<String> ids = imports.find(FlatFilters.allOf(isFinished, Filters.lte(ID, newestToDelete.getString(ID))))
                .projection(Projections.include(ID))
                .map(document -> document.getString(ID))
                .into(new ArrayList<>());
        errors.deleteMany(Filters.in("import_id", ids));
        imports.deleteMany(Filters.in(ID, ids));
    }
}
