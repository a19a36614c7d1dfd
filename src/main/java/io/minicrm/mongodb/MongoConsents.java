package io.minicrm.mongodb;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.IndexModel;
import com.mongodb.client.model.Projections;
import com.mongodb.client.model.ReplaceOptions;
import com.mongodb.client.model.Sorts;
import com.mongodb.client.model.Updates;
import io.minicrm.consent.Consent;
import io.minicrm.consent.Consents;
import io.minicrm.stored.ConsentFields;
import java.util.ArrayList;
import java.util.List;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;

/** Consents in the collection {@code consents}. */
final class MongoConsents implements Consents {

    static final String COLLECTION = "consents";

    static final DocumentMapping<Consent> MAPPING =
            new DocumentMapping<>(ConsentFields.MAPPING, DocumentMapping.KEYED_BY_ID);

    static final Bson ORDER = Sorts.ascending("lead_id", "_id");

    private final MongoCollection<Document> consents;
    private final MongoCollection<Document> leads;

    MongoConsents(MongoDatabase database) {
        consents = database.getCollection(COLLECTION);
        leads = database.getCollection(LeadDocument.COLLECTION);
    }

    static void prepare(MongoDatabase database) {
        CollectionShape shape = MAPPING.shape(COLLECTION).closed();
        new CollectionShape(shape.name(), shape.schema(), List.of(new IndexModel(ORDER))).prepare(database);
    }

    /** The consent first: without it, nobody may be contacted again. */
    @Override
    public boolean record(Consent consent) {
        Bson byId = Filters.eq(consent.leadId());
        if (leads.find(byId).projection(Projections.include(LeadDocument.ID)).first() == null) {
            return false;
        }
        consents.replaceOne(Filters.eq(consent.id()), MAPPING.of(consent), new ReplaceOptions().upsert(true));
        boolean exists = leads.updateOne(byId, Updates.set(LeadDocument.UNSUBSCRIBED, false))
                        .getMatchedCount()
                == 1;
        if (!exists) {
            consents.deleteOne(Filters.eq(consent.id()));
        }
        return exists;
    }

    @Override
    public List<Consent> ofLead(String leadId, @Nullable String afterId, int limit) {
        Bson ofLead = Filters.eq("lead_id", leadId);
        return consents.find(afterId == null ? ofLead : FlatFilters.allOf(ofLead, Filters.lt(LeadDocument.ID, afterId)))
                .sort(Sorts.descending("lead_id", LeadDocument.ID))
                .limit(limit)
                .map(MAPPING::read)
                .into(new ArrayList<>());
    }
}
