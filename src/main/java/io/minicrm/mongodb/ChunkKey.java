package io.minicrm.mongodb;

import com.mongodb.client.model.Filters;
import org.bson.conversions.Bson;
import org.bson.types.ObjectId;

/**
 * A chunk of a plan, as the key of its documents in {@code chunks} and {@code chunk_progress}. The plan is part of it,
 * so that drafts of one campaign have different keys; the campaign names the plan that counts.
 */
record ChunkKey(ObjectId plan, int index) {

    private static final char SEPARATOR = ':';

    String id() {
        return plan.toHexString() + SEPARATOR + index;
    }

    /** A filter: every chunk of the plan. */
    static Bson allOf(ObjectId plan) {
        return FlatFilters.allOf(
                Filters.gte("_id", plan.toHexString() + SEPARATOR),
                Filters.lt("_id", plan.toHexString() + (char) (SEPARATOR + 1)));
    }
}
