package io.minicrm.mongodb;

import com.mongodb.client.MongoCollection;
import io.minicrm.lead.LeadKey;
import io.minicrm.lead.LeadKey.ByEmail;
import io.minicrm.lead.LeadKey.ById;
import io.minicrm.lead.LeadKey.ByPhone;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bson.Document;

/**
 * Finds stored leads by e-mail address or phone number.
 *
 * <p>The index for it is created when leads are first matched by that address: it costs every import, and most installations have ids.
 */
final class LeadKeys {

    private final MongoCollection<Document> leads;
    private final Set<LeadKey.Field> indexed = EnumSet.noneOf(LeadKey.Field.class);

    LeadKeys(MongoCollection<Document> leads) {
        this.leads = leads;
    }

    /** The ids of the stored leads with these addresses. */
    Map<LeadKey, String> find(Set<LeadKey> addresses) {
        var emails = new ArrayList<String>();
        var phones = new ArrayList<String>();
        for (LeadKey address : addresses) {
            switch (address) {
                case ByEmail byEmail -> emails.add(byEmail.email());
                case ByPhone byPhone -> phones.add(byPhone.digits());
                case ById byId -> throw new IllegalArgumentException(byId.id() + " is not an address");
            }
        }
        var found = new HashMap<LeadKey, String>();
        if (!emails.isEmpty()) {
            index(LeadKey.Field.EMAIL, LeadDocument.EMAIL_KEY);
            ids(LeadDocument.EMAIL_KEY, emails).forEach((email, id) -> found.put(new ByEmail(email), id));
        }
        if (!phones.isEmpty()) {
            index(LeadKey.Field.PHONE, LeadDocument.PHONE_KEY);
            ids(LeadDocument.PHONE_KEY, phones).forEach((phone, id) -> found.put(new ByPhone(phone), id));
        }
        return found;
    }

    /** Of several leads with one address the oldest. */
    private Map<String, String> ids(String field, List<String> keys) {
        var ids = new HashMap<String, String>();
        leads.aggregate(List.of(
                        new Document("$match", new Document(field, new Document("$in", keys))),
                        new Document(
                                "$sort",
                                new Document(field, 1)
                                        .append(LeadDocument.CREATED_AT, 1)
                                        .append(LeadDocument.ID, 1)),
                        new Document(
                                "$group",
                                new Document(LeadDocument.ID, "$" + field)
                                        .append("lead", new Document("$first", "$" + LeadDocument.ID)))))
                .forEach(group -> ids.put(group.getString(LeadDocument.ID), group.getString("lead")));
        return ids;
    }

    private synchronized void index(LeadKey.Field field, String name) {
        if (indexed.add(field)) {
            leads.createIndex(
                    new Document(name, 1).append(LeadDocument.CREATED_AT, 1).append(LeadDocument.ID, 1));
        }
    }
}
