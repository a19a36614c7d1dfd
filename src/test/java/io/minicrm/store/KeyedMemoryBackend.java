package io.minicrm.store;

import de.bwaldvogel.mongo.MongoDatabase;
import de.bwaldvogel.mongo.backend.CollectionOptions;
import de.bwaldvogel.mongo.backend.CursorRegistry;
import de.bwaldvogel.mongo.backend.Index;
import de.bwaldvogel.mongo.backend.QueryResult;
import de.bwaldvogel.mongo.backend.memory.MemoryBackend;
import de.bwaldvogel.mongo.backend.memory.MemoryCollection;
import de.bwaldvogel.mongo.backend.memory.MemoryDatabase;
import de.bwaldvogel.mongo.bson.Document;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The stand-in's memory, which finds documents by {@code _id} even if the filter has further conditions, and by a range of {@code _id}. The
 * original scans the whole collection then, so that n conditional updates take quadratic time.
 */
public class KeyedMemoryBackend extends MemoryBackend {

    @Override
    public MemoryDatabase openOrCreateDatabase(String name) {
        return new KeyedDatabase(name, getCursorRegistry());
    }

    private static final class KeyedDatabase extends MemoryDatabase {

        private final CursorRegistry cursors;

        KeyedDatabase(String name, CursorRegistry cursors) {
            super(name, cursors);
            this.cursors = cursors;
        }

        @Override
        protected MemoryCollection openOrCreateCollection(String name, CollectionOptions options) {
            return new KeyedCollection(this, name, options, cursors);
        }
    }

    private static final class KeyedCollection extends MemoryCollection {

        private static final Set<String> RANGE = Set.of("$gt", "$gte", "$lt", "$lte");

        private final NavigableMap<String, Integer> positions = new TreeMap<>();

        KeyedCollection(MongoDatabase database, String name, CollectionOptions options, CursorRegistry cursors) {
            super(database, name, options, cursors);
        }

        @Override
        protected synchronized Integer addDocumentInternal(Document document) {
            Integer position = super.addDocumentInternal(document);
            if (document.get("_id") instanceof String id) {
                positions.put(id, position);
            }
            return position;
        }

        @Override
        protected synchronized void removeDocument(Integer position) {
            if (getDocument(position).get("_id") instanceof String id) {
                positions.remove(id);
            }
            super.removeDocument(position);
        }

        /** Called by the original if it has found no index for the filter. */
        @Override
        protected synchronized QueryResult matchDocuments(
                Document query, Document orderBy, int skip, int limit, int batchSize, Document fields) {
            Iterable<Integer> found = found(query.get("_id"));
            return found == null
                    ? super.matchDocuments(query, orderBy, skip, limit, batchSize, fields)
                    : matchDocuments(query, found, orderBy, skip, limit, batchSize, fields);
        }

        private @Nullable Iterable<Integer> found(@Nullable Object id) {
            if (id == null) {
                return null;
            }
            if (id instanceof Document range
                    && RANGE.containsAll(range.keySet())
                    && range.values().stream().allMatch(String.class::isInstance)) {
                return within(range);
            }
            Document byId = new Document("_id", id);
            return getIndexes().stream()
                    .filter(index -> index.canHandle(byId))
                    .findFirst()
                    .map((Index<Integer> index) -> index.getPositions(byId))
                    .orElse(null);
        }

        private List<Integer> within(Document range) {
            NavigableMap<String, Integer> part = positions;
            try {
                for (Map.Entry<String, Object> end : range.entrySet()) {
                    String id = (String) end.getValue();
                    part = end.getKey().startsWith("$g")
                            ? part.tailMap(id, end.getKey().endsWith("e"))
                            : part.headMap(id, end.getKey().endsWith("e"));
                }
            } catch (IllegalArgumentException backwards) {
                // The range is empty.
                return List.of();
            }
            return List.copyOf(part.values());
        }
    }
}
