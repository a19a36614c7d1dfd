package io.minicrm.mongodb;

import com.mongodb.client.model.Updates;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;

/** Reads and writes single fields of documents. A null value has no field: sparse indexes and schemas rely on that. */
final class DocumentFields {

    private DocumentFields() {}

    static void put(Document document, String field, @Nullable Object value) {
        if (value != null) {
            document.put(field, value);
        }
    }

    static Instant instant(Document document, String field) {
        return document.getDate(field).toInstant();
    }

    static @Nullable Instant instantOrNull(Document document, String field) {
        Date date = document.getDate(field);
        return date == null ? null : date.toInstant();
    }

    /** A number that the server may hold as either kind of integer. */
    static long whole(Document document, String field) {
        Number number = (Number) document.get(field);
        return number == null ? 0 : number.longValue();
    }

    /** An update that sets a field, or removes it if there is no value. */
    static Bson setOrUnset(String field, @Nullable Object value) {
        return value == null ? Updates.unset(field) : Updates.set(field, value);
    }

    /** Updates that set each field of a document. */
    static List<Bson> set(Document fields) {
        List<Bson> updates = new ArrayList<>(fields.size());
        fields.forEach((field, value) -> updates.add(Updates.set(field, value)));
        return updates;
    }
}
