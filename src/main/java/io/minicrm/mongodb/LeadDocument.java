package io.minicrm.mongodb;

import io.minicrm.lead.Attributes;
import io.minicrm.lead.DateText;
import io.minicrm.lead.Lead;
import java.math.BigDecimal;
import java.time.ZoneId;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.bson.Document;
import org.bson.types.Decimal128;
import org.jspecify.annotations.Nullable;

/**
 * A lead as a document. An absent value has no field. Attributes keep their own names, which hold neither a dot nor a dollar sign;
 * their numbers are Decimal128, which holds every digit that an attribute can have.
 *
 * <p>Texts that are dates stand there a second time as dates, by the same reading that rules use in memory, so that MongoDB compares
 * them by millisecond and without reading any text. {@link LeadDates} keeps them up to date.
 */
final class LeadDocument {

    static final String ID = "_id";
    static final String NAME = "name";
    static final String EMAIL = "email";
    static final String PHONE = "phone";
    static final String UNSUBSCRIBED = "unsubscribed";
    static final String ATTRIBUTES = "attributes";
    static final String CREATED_AT = "created_at";

    /** The dates among id, name, email and phone. */
    static final String CORE_DATES = "core_dates";

    /** The dates among the attributes. */
    static final String ATTRIBUTE_DATES = "attribute_dates";

    /** An attribute that is a list is stored as an object with the list in it, because a filter would look at each item of a list. */
    private static final String LIST = "list";

    /** An attribute that is an object is stored in an object, too, so that the two can be told apart. */
    private static final String OBJECT = "object";

    private LeadDocument() {}

    static Document schema() {
        Document text = new Document("bsonType", "string");
        Document dates =
                new Document("bsonType", "object").append("additionalProperties", new Document("bsonType", "date"));
        Document values = new Document("bsonType", "object")
                .append(
                        "additionalProperties",
                        new Document("bsonType", List.of("string", "decimal", "bool", "object")));
        return new Document("bsonType", "object")
                .append("required", List.of(ID, UNSUBSCRIBED, ATTRIBUTES, CREATED_AT))
                .append("additionalProperties", false)
                .append(
                        "properties",
                        new Document(ID, text)
                                .append(NAME, text)
                                .append(EMAIL, text)
                                .append(PHONE, text)
                                .append(UNSUBSCRIBED, new Document("bsonType", "bool"))
                                .append(ATTRIBUTES, values)
                                .append(CREATED_AT, new Document("bsonType", "date"))
                                .append(CORE_DATES, dates)
                                .append(ATTRIBUTE_DATES, dates));
    }

    /** Replaces the lead whole except its creation time, or makes it. */
    static Document upsert(Lead lead, ZoneId zone) {
        var set = new Document(UNSUBSCRIBED, lead.unsubscribed()).append(ATTRIBUTES, attributes(lead.attributes()));
        var unset = new Document();
        put(set, unset, NAME, lead.name());
        put(set, unset, EMAIL, lead.email());
        put(set, unset, PHONE, lead.phone());
        Document coreDates = coreDates(lead, zone);
        put(set, unset, CORE_DATES, coreDates.isEmpty() ? null : coreDates);
        Document attributeDates = attributeDates(lead.attributes(), zone);
        put(set, unset, ATTRIBUTE_DATES, attributeDates.isEmpty() ? null : attributeDates);
        var update =
                new Document("$set", set).append("$setOnInsert", new Document(CREATED_AT, Date.from(lead.createdAt())));
        return unset.isEmpty() ? update : update.append("$unset", unset);
    }

    private static void put(Document set, Document unset, String field, @Nullable Object value) {
        if (value == null) {
            unset.append(field, "");
        } else {
            set.append(field, value);
        }
    }

    private static Document attributes(Attributes attributes) {
        var document = new Document();
        attributes
                .values()
                .forEach((name, value) -> document.append(
                        name,
                        switch (value) {
                            case List<?> list -> new Document(LIST, bson(list));
                            case Map<?, ?> object -> new Document(OBJECT, bson(object));
                            default -> bson(value);
                        }));
        return document;
    }

    private static Object bson(Object value) {
        return switch (value) {
            case BigDecimal number -> new Decimal128(number);
            case List<?> list -> list.stream().map(LeadDocument::bson).toList();
            case Map<?, ?> object -> {
                var document = new Document();
                object.forEach((name, property) -> document.append((String) name, bson(property)));
                yield document;
            }
            default -> value;
        };
    }

    static Document attributeDates(Attributes attributes, ZoneId zone) {
        var dates = new Document();
        attributes.values().forEach((name, value) -> {
            if (value instanceof String text) {
                putDate(dates, name, text, zone);
            }
        });
        return dates;
    }

    static Document coreDates(Lead lead, ZoneId zone) {
        var dates = new Document();
        putDate(dates, "id", lead.id(), zone);
        putDate(dates, NAME, lead.name(), zone);
        putDate(dates, EMAIL, lead.email(), zone);
        putDate(dates, PHONE, lead.phone(), zone);
        return dates;
    }

    private static void putDate(Document dates, String name, @Nullable String text, ZoneId zone) {
        if (text != null) {
            DateText.parse(text).ifPresent(date -> dates.append(name, Date.from(date.first(zone))));
        }
    }

    static Lead lead(Document document) {
        return new Lead(
                document.getString(ID),
                document.getString(NAME),
                document.getString(EMAIL),
                document.getString(PHONE),
                document.getBoolean(UNSUBSCRIBED),
                attributes(document.get(ATTRIBUTES, Document.class)),
                document.getDate(CREATED_AT).toInstant());
    }

    private static Attributes attributes(Document document) {
        Map<String, Object> values = new HashMap<>();
        document.forEach((name, value) -> values.put(
                name,
                value instanceof Document wrapped
                        ? plain(wrapped.values().iterator().next())
                        : plain(value)));
        return Attributes.of(values);
    }

    private static Object plain(Object value) {
        return switch (value) {
            case Decimal128 number -> number.bigDecimalValue();
            case List<?> list -> list.stream().map(LeadDocument::plain).toList();
            case Document document -> {
                Map<String, Object> object = new HashMap<>();
                document.forEach((name, property) -> object.put(name, plain(property)));
                yield object;
            }
            default -> value;
        };
    }
}
