package io.minicrm.mongodb;

import org.bson.Document;
import org.bson.types.ObjectId;

/**
 * A chunk of a plan, as the key of its documents in {@code chunks} and {@code chunk_progress}. The plan is part of it, so that drafts of one
 * campaign do not meet; the campaign names the plan that counts.
 */
record ChunkKey(ObjectId plan, int index) {

    private static final char SEPARATOR = ':';

    String id() {
        return plan.toHexString() + SEPARATOR + index;
    }

    /** A condition on {@code _id}: every chunk of the plan. */
    static Document allOf(ObjectId plan) {
        return new Document("$gte", plan.toHexString() + SEPARATOR)
                .append("$lt", plan.toHexString() + (char) (SEPARATOR + 1));
    }
}
