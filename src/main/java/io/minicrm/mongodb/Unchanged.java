package io.minicrm.mongodb;

import com.mongodb.client.model.Filters;
import java.util.ArrayList;
import java.util.List;
import org.bson.Document;
import org.bson.conversions.Bson;

/** Finds a document only as long as it is what was read, so that a write with this filter is a compare-and-set. */
final class Unchanged {

    private Unchanged() {}

    /**
     * @param read the whole document as it was read
     * @param fields those whose changes matter
     */
    static Bson since(Document read, List<String> fields) {
        List<Bson> conditions = new ArrayList<>();
        conditions.add(Filters.eq(read.get("_id")));
        // Of a field that is missing, null is equal, too.
        fields.forEach(field -> conditions.add(Filters.eq(field, read.get(field))));
        return FlatFilters.allOf(conditions.toArray(Bson[]::new));
    }
}
