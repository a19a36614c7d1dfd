package io.minicrm.mongodb;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.ReplaceOptions;
import io.minicrm.campaign.Approval;
import io.minicrm.campaign.Approvals;
import io.minicrm.stored.ApprovalFields;
import java.util.Map;
import java.util.Optional;
import org.bson.Document;

/** Approvals in the collection {@code campaign_approvals}; the campaign is the key. */
final class MongoApprovals implements Approvals {

    static final String COLLECTION = "campaign_approvals";

    static final DocumentMapping<Approval> MAPPING =
            new DocumentMapping<>(ApprovalFields.MAPPING, Map.of("campaign_id", "_id"));

    private final MongoCollection<Document> approvals;

    MongoApprovals(MongoDatabase database) {
        this.approvals = database.getCollection(COLLECTION);
    }

    static void prepare(MongoDatabase database) {
        MAPPING.shape(COLLECTION).prepare(database);
    }

    @Override
    public Optional<Approval> find(String campaignId) {
        return Optional.ofNullable(approvals.find(Filters.eq(campaignId)).first())
                .map(MAPPING::read);
    }

    @Override
    public void save(Approval approval) {
        approvals.replaceOne(
                Filters.eq(approval.campaignId()), MAPPING.of(approval), new ReplaceOptions().upsert(true));
    }
}
