package io.minicrm.mongodb;

import java.time.Instant;
import java.util.Date;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/** Fields on their way into a document and out of it. What is null has no field: sparse indexes and schemas rest on that. */
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

    /** An update that sets a field, or takes it away where there is no value. */
    static void setOrUnset(Document set, Document unset, String field, @Nullable Object value) {
        if (value == null) {
            unset.put(field, "");
        } else {
            set.put(field, value);
        }
    }

    /** An update of those parts that are not empty; the server refuses empty ones. */
    static Document update(Document set, Document unset) {
        Document update = new Document();
        if (!set.isEmpty()) {
            update.append("$set", set);
        }
        if (!unset.isEmpty()) {
            update.append("$unset", unset);
        }
        return update;
    }
}
