package io.minicrm.mongodb;

import io.minicrm.chunk.Chunk;
import io.minicrm.delivery.PlannedChunk;
import io.minicrm.stored.ChunkFields;
import io.minicrm.stored.Entry.StoredChunk;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * A chunk of a plan as a document of the collection {@code chunks}. It never changes; what changes is in
 * {@code chunk_progress}.
 */
final class ChunkDocument {

    static final String COLLECTION = "chunks";

    static final String DUPLICATE_IDS = "duplicate_ids";

    private static final Set<String> IN_PROGRESS = Set.of("published_at");

    private static final DocumentMapping<StoredChunk> MAPPING =
            new DocumentMapping<>(ChunkFields.MAPPING, Map.of("campaign_id", "campaign"));

    static final CollectionShape SHAPE =
            MAPPING.shape(COLLECTION, IN_PROGRESS).requiring("_id").with(List.of("_id"), "string");

    private ChunkDocument() {}

    static Document of(ObjectId plan, Chunk chunk) {
        return of(plan, new StoredChunk(chunk, null, null));
    }

    /** The document of a chunk from an archive. */
    static Document of(ObjectId plan, StoredChunk stored) {
        Chunk chunk = stored.chunk();
        Document document = new Document("_id", new ChunkKey(plan, chunk.index()).id());
        document.putAll(MAPPING.of(stored, IN_PROGRESS));
        return document;
    }

    /** The leads that are marked as duplicates; null if there are none. */
    static @Nullable List<String> duplicateIds(Document document) {
        return document.getList(DUPLICATE_IDS, String.class);
    }

    static PlannedChunk planned(Document document) {
        Chunk chunk = read(document);
        List<String> duplicates = duplicateIds(document);
        return new PlannedChunk(
                chunk.jobId(),
                new HashSet<>(chunk.leadIds()),
                duplicates == null ? Set.of() : new HashSet<>(duplicates));
    }

    static Chunk read(Document document) {
        return ChunkFields.chunk(MAPPING.values(document));
    }
}
