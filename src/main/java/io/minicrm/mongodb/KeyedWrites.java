package io.minicrm.mongodb;

import com.mongodb.ErrorCategory;
import com.mongodb.MongoBulkWriteException;
import com.mongodb.MongoWriteException;
import com.mongodb.bulk.BulkWriteError;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.BulkWriteOptions;
import com.mongodb.client.model.InsertManyOptions;
import com.mongodb.client.model.WriteModel;
import java.util.List;
import org.bson.Document;

/** Writes of documents whose keys may exist already. None of a batch is held up by another. */
final class KeyedWrites {

    private KeyedWrites() {}

    /**
     * Inserts the documents whose keys do not exist.
     *
     * @return the places of the others, in order
     */
    static List<Integer> insert(MongoCollection<Document> collection, List<Document> documents) {
        if (documents.isEmpty()) {
            return List.of();
        }
        try {
            collection.insertMany(documents, new InsertManyOptions().ordered(false));
            return List.of();
        } catch (MongoBulkWriteException refused) {
            return duplicates(refused);
        }
    }

    /**
     * Writes upserts by key. If two processes create the same document at the same moment, the server may refuse one of
     * them as a duplicate; that upsert is repeated and finds the document.
     */
    static void upsert(MongoCollection<Document> collection, List<? extends WriteModel<Document>> upserts) {
        List<? extends WriteModel<Document>> rest = upserts;
        while (!rest.isEmpty()) {
            try {
                collection.bulkWrite(rest, new BulkWriteOptions().ordered(false));
                return;
            } catch (MongoBulkWriteException refused) {
                rest = duplicates(refused).stream().map(rest::get).toList();
            }
        }
    }

    /**
     * The places of the writes that were refused because their keys exist, in order.
     *
     * @throws MongoBulkWriteException the given one, if it has any other cause
     */
    static List<Integer> duplicates(MongoBulkWriteException refused) {
        if (refused.getWriteConcernError() != null
                || refused.getWriteErrors().stream()
                        .anyMatch(error -> error.getCategory() != ErrorCategory.DUPLICATE_KEY)) {
            throw refused;
        }
        return refused.getWriteErrors().stream()
                .map(BulkWriteError::getIndex)
                .sorted()
                .toList();
    }

    static boolean isDuplicate(MongoWriteException refused) {
        return refused.getError().getCategory() == ErrorCategory.DUPLICATE_KEY;
    }
}
