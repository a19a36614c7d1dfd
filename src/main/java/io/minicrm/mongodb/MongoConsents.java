package io.minicrm.mongodb;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.IndexModel;
import com.mongodb.client.model.ReplaceOptions;
import io.minicrm.consent.Consent;
import io.minicrm.consent.Consents;
import io.minicrm.stored.ConsentFields;
import java.util.ArrayList;
import java.util.List;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/** Consents in the collection {@code consents}. */
final class MongoConsents implements Consents {

    static final String COLLECTION = "consents";

    static final DocumentMapping<Consent> MAPPING =
            new DocumentMapping<>(ConsentFields.MAPPING, DocumentMapping.KEYED_BY_ID);

    static final Document ORDER = new Document("lead_id", 1).append("_id", 1);

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
        Document byId = new Document(LeadDocument.ID, consent.leadId());
        if (leads.find(byId).projection(new Document(LeadDocument.ID, 1)).first() == null) {
            return false;
        }
        consents.replaceOne(
                new Document(LeadDocument.ID, consent.id()), MAPPING.of(consent), new ReplaceOptions().upsert(true));
        boolean exists = leads.updateOne(byId, new Document("$set", new Document(LeadDocument.UNSUBSCRIBED, false)))
                        .getMatchedCount()
                == 1;
        if (!exists) {
            consents.deleteOne(new Document(LeadDocument.ID, consent.id()));
        }
        return exists;
    }

    @Override
    public List<Consent> ofLead(String leadId, @Nullable String afterId, int limit) {
        var filter = new Document("lead_id", leadId);
        if (afterId != null) {
            filter.append(LeadDocument.ID, new Document("$lt", afterId));
        }
        return consents.find(filter)
                .sort(new Document("lead_id", -1).append(LeadDocument.ID, -1))
                .limit(limit)
                .map(MAPPING::read)
                .into(new ArrayList<>());
    }
}
