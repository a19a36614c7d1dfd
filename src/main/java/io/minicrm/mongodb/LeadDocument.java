package io.minicrm.mongodb;

import com.mongodb.client.model.Updates;
import io.minicrm.lead.Address;
import io.minicrm.lead.DateText;
import io.minicrm.lead.Lead;
import io.minicrm.stored.LeadFields;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Set;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;

/**
 * A lead as a document of the collection {@code leads}. Attributes have their own names, which contain neither a dot
 * nor a dollar sign.
 *
 * <p>Texts that are dates are stored a second time as dates. They are read by the same code that rules use in memory,
 * so MongoDB compares them by millisecond and parses no text. The addresses are stored a second time in the form in
 * which leads are matched by them. {@link DerivedFields} keeps all this up to date.
 */
final class LeadDocument {

    static final String COLLECTION = "leads";

    static final String ID = "_id";
    static final String ATTRIBUTES = "attributes";

    /** A projection to what {@link #readContact} reads. */
    static final Document CONTACT = new Document("name", 1)
            .append("email", 1)
            .append("phone", 1)
            .append("unsubscribed", 1)
            .append("created_at", 1);

    /** The dates among id, name, email and phone. */
    static final String CORE_DATES = "core_dates";

    /** The dates among the attributes. */
    static final String ATTRIBUTE_DATES = "attribute_dates";

    /** The e-mail address as {@link Address#emailKey} writes it; missing if it cannot be one. */
    static final String EMAIL_KEY = "email_key";

    /** The phone number as {@link Address#phoneKey} writes it; missing if it cannot be one. */
    static final String PHONE_KEY = "phone_key";

    static final String CREATED_AT = "created_at";

    static final String UNSUBSCRIBED = "unsubscribed";

    private static final DocumentMapping<Lead> MAPPING =
            new DocumentMapping<>(LeadFields.MAPPING, DocumentMapping.KEYED_BY_ID);

    static final CollectionShape SHAPE = MAPPING.shape(COLLECTION)
            .with(
                    CORE_DATES,
                    CollectionShape.typed("object").append("additionalProperties", CollectionShape.typed("date")))
            .with(
                    ATTRIBUTE_DATES,
                    CollectionShape.typed("object").append("additionalProperties", CollectionShape.typed("date")))
            .with(List.of(EMAIL_KEY, PHONE_KEY), "string")
            .closed();

    private LeadDocument() {}

    static Document of(Lead lead, ZoneId zone) {
        Document document = MAPPING.of(lead);
        derived(lead, zone).forEach((name, value) -> {
            if (value != null) {
                document.append(name, value);
            }
        });
        return document;
    }

    /**
     * An update of only those fields and attributes that differ, so that it does not undo what another process changes
     * at the same time. It can set an opt-out, never take one back.
     */
    static Bson change(Lead before, Lead after, ZoneId zone) {
        List<Bson> updates = new ArrayList<>();
        Set<String> kept = Set.of("id", ATTRIBUTES, UNSUBSCRIBED, CREATED_AT);
        difference("", MAPPING.of(before, kept), MAPPING.of(after, kept), updates);
        difference(ATTRIBUTES + ".", attributes(before), attributes(after), updates);
        Document datesBefore = attributeDates(before, zone);
        difference(ATTRIBUTE_DATES + ".", datesBefore, attributeDates(after, zone), updates);
        Document derivedBefore = derived(before, zone);
        derivedBefore.remove(ATTRIBUTE_DATES);
        Document derivedAfter = derived(after, zone);
        derivedAfter.remove(ATTRIBUTE_DATES);
        difference("", derivedBefore, derivedAfter, updates);
        if (after.unsubscribed() && !before.unsubscribed()) {
            updates.add(Updates.set(UNSUBSCRIBED, true));
        }
        return Updates.combine(updates);
    }

    private static Document attributes(Lead lead) {
        Document attributes = MAPPING.of(lead).get(ATTRIBUTES, Document.class);
        return attributes == null ? new Document() : attributes;
    }

    private static void difference(String path, Document before, Document after, List<Bson> updates) {
        after.forEach((name, value) -> {
            if (value != null && !value.equals(before.get(name))) {
                updates.add(Updates.set(path + name, value));
            }
        });
        before.forEach((name, value) -> {
            if (value != null && after.get(name) == null) {
                updates.add(Updates.unset(path + name));
            }
        });
    }

    /** What is stored beside the lead's own fields, by name; null: nothing. */
    static Document derived(Lead lead, ZoneId zone) {
        String email = lead.email();
        String phone = lead.phone();
        Document coreDates = coreDates(lead, zone);
        Document attributeDates = attributeDates(lead, zone);
        return new Document(CORE_DATES, coreDates.isEmpty() ? null : coreDates)
                .append(ATTRIBUTE_DATES, attributeDates.isEmpty() ? null : attributeDates)
                .append(EMAIL_KEY, email != null && Address.isEmail(email) ? Address.emailKey(email) : null)
                .append(PHONE_KEY, phone != null && Address.isPhone(phone) ? Address.phoneKey(phone) : null);
    }

    /** The lead without its attributes, which were not read. */
    static Lead readContact(Document document) {
        return MAPPING.read(new Document(document).append(ATTRIBUTES, new Document()));
    }

    /** The lead with those of its attributes that were read. */
    static Lead readPart(Document document) {
        return document.containsKey(ATTRIBUTES) ? read(document) : readContact(document);
    }

    static Lead read(Document document) {
        return MAPPING.read(document);
    }

    private static Document attributeDates(Lead lead, ZoneId zone) {
        Document dates = new Document();
        lead.attributes().values().forEach((name, value) -> {
            if (value instanceof String text) {
                putDate(dates, name, text, zone);
            }
        });
        return dates;
    }

    private static Document coreDates(Lead lead, ZoneId zone) {
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
