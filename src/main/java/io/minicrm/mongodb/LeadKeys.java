package io.minicrm.mongodb;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Accumulators;
import com.mongodb.client.model.Aggregates;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Sorts;
import io.minicrm.lead.AddressKeys;
import io.minicrm.lead.LeadKey;
import io.minicrm.lead.LeadKey.ByEmail;
import io.minicrm.lead.LeadKey.ByPhone;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bson.Document;
import org.bson.conversions.Bson;

/**
 * Finds stored leads by e-mail address or phone number.
 *
 * <p>The index for it is created when leads are first matched by that address, because it costs every import, and most
 * installations have ids.
 */
final class LeadKeys {

    private final MongoCollection<Document> leads;
    private final Set<LeadKey.Field> indexed = EnumSet.noneOf(LeadKey.Field.class);

    LeadKeys(MongoCollection<Document> leads) {
        this.leads = leads;
    }

    /** The ids of the stored leads with these addresses. */
    Map<LeadKey, String> find(Set<LeadKey> addresses) {
        AddressKeys keys = AddressKeys.of(addresses);
        var found = new HashMap<LeadKey, String>();
        if (!keys.emails().isEmpty()) {
            index(LeadKey.Field.EMAIL, LeadDocument.EMAIL_KEY);
            ids(LeadDocument.EMAIL_KEY, keys.emails()).forEach((email, id) -> found.put(new ByEmail(email), id));
        }
        if (!keys.phones().isEmpty()) {
            index(LeadKey.Field.PHONE, LeadDocument.PHONE_KEY);
            ids(LeadDocument.PHONE_KEY, keys.phones()).forEach((phone, id) -> found.put(new ByPhone(phone), id));
        }
        return found;
    }

    /** Of several leads with one address the oldest. */
    private Map<String, String> ids(String field, List<String> keys) {
        var ids = new HashMap<String, String>();
        leads.aggregate(List.of(
                        Aggregates.match(Filters.in(field, keys)),
                        Aggregates.sort(oldestFirst(field)),
                        Aggregates.group(
                                Expressions.field(field),
                                Accumulators.first("lead", Expressions.field(LeadDocument.ID)))))
                .forEach(group -> ids.put(group.getString(LeadDocument.ID), group.getString("lead")));
        return ids;
    }

    private synchronized void index(LeadKey.Field field, String name) {
        if (indexed.add(field)) {
            leads.createIndex(oldestFirst(name));
        }
    }

    private static Bson oldestFirst(String field) {
        return Sorts.ascending(field, LeadDocument.CREATED_AT, LeadDocument.ID);
    }
}
