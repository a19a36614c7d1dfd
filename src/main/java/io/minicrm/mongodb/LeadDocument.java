package io.minicrm.mongodb;

import com.mongodb.client.model.Updates;
import io.minicrm.lead.DateText;
import io.minicrm.lead.Lead;
import io.minicrm.stored.LeadFields;
import io.minicrm.stored.StoredField;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Set;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;

/**
 * A lead as a document of the collection {@code leads}. Attributes have their own names, which contain neither a dot nor a dollar sign.
 *
 * <p>Texts that are dates are stored a second time as dates. They are read by the same code that rules use in memory, so MongoDB compares
 * them by millisecond and parses no text. {@link LeadDates} keeps them up to date.
 */
final class LeadDocument {

    static final String COLLECTION = "leads";

    static final String ID = "_id";
    static final String ATTRIBUTES = "attributes";

    /** The dates among id, name, email and phone. */
    static final String CORE_DATES = "core_dates";

    /** The dates among the attributes. */
    static final String ATTRIBUTE_DATES = "attribute_dates";

    private static final String CREATED_AT = "created_at";

    private static final DocumentMapping<Lead> MAPPING =
            new DocumentMapping<>(LeadFields.MAPPING, DocumentMapping.KEYED_BY_ID);

    static final CollectionShape SHAPE = MAPPING.shape(COLLECTION)
            .with(
                    CORE_DATES,
                    CollectionShape.typed("object").append("additionalProperties", CollectionShape.typed("date")))
            .with(
                    ATTRIBUTE_DATES,
                    CollectionShape.typed("object").append("additionalProperties", CollectionShape.typed("date")))
            .closed();

    private LeadDocument() {}

    /** An update that replaces every field of the lead except its creation time, or creates the lead. */
    static Bson upsert(Lead lead, ZoneId zone) {
        Document document = MAPPING.of(lead, Set.of("id", CREATED_AT));
        Document coreDates = coreDates(lead, zone);
        if (!coreDates.isEmpty()) {
            document.append(CORE_DATES, coreDates);
        }
        Document attributeDates = attributeDates(lead, zone);
        if (!attributeDates.isEmpty()) {
            document.append(ATTRIBUTE_DATES, attributeDates);
        }
        List<Bson> updates = new ArrayList<>();
        document.forEach((field, value) -> updates.add(Updates.set(field, value)));
        for (StoredField<Lead, ?> field : LeadFields.MAPPING.fields()) {
            if (!field.required() && !document.containsKey(field.name())) {
                updates.add(Updates.unset(field.name()));
            }
        }
        for (String dates : List.of(CORE_DATES, ATTRIBUTE_DATES)) {
            if (!document.containsKey(dates)) {
                updates.add(Updates.unset(dates));
            }
        }
        updates.add(Updates.setOnInsert(CREATED_AT, Date.from(lead.createdAt())));
        return Updates.combine(updates);
    }

    static Lead read(Document document) {
        return MAPPING.read(document);
    }

    static Document attributeDates(Lead lead, ZoneId zone) {
        Document dates = new Document();
        lead.attributes().values().forEach((name, value) -> {
            if (value instanceof String text) {
                putDate(dates, name, text, zone);
            }
        });
        return dates;
    }

    static Document coreDates(Lead lead, ZoneId zone) {
        Document dates = new Document();
        putDate(dates, "id", lead.id(), zone);
        putDate(dates, "name", lead.name(), zone);
        putDate(dates, "email", lead.email(), zone);
        putDate(dates, "phone", lead.phone(), zone);
        return dates;
    }

    private static void putDate(Document dates, String name, @Nullable String text, ZoneId zone) {
        if (text != null) {
            DateText.parse(text).ifPresent(date -> dates.append(name, Date.from(date.first(zone))));
        }
    }
}
