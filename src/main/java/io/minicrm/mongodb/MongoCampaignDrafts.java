package io.minicrm.mongodb;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Sorts;
import io.minicrm.campaign.CampaignDraft;
import io.minicrm.campaign.CampaignDrafts;
import io.minicrm.stored.DraftFields;
import io.minicrm.stored.Entry.StoredDraft;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;

/** Drafts of campaigns in the collection {@code campaign_drafts}. */
final class MongoCampaignDrafts implements CampaignDrafts {

    static final String COLLECTION = "campaign_drafts";
    private static final String REVISION = "revision";

    private static final DocumentMapping<CampaignDraft> MAPPING =
            new DocumentMapping<>(DraftFields.MAPPING, DocumentMapping.KEYED_BY_ID);

    private final MongoCollection<Document> drafts;

    MongoCampaignDrafts(MongoDatabase database) {
        this.drafts = database.getCollection(COLLECTION);
    }

    static void prepare(MongoDatabase database) {
        MAPPING.shape(COLLECTION).prepare(database);
    }

    static Document document(StoredDraft stored) {
        return MAPPING.of(stored.draft());
    }

    static StoredDraft stored(Document document) {
        return new StoredDraft(MAPPING.read(document));
    }

    @Override
    public void create(CampaignDraft draft) {
        KeyedWrites.insert(drafts, List.of(MAPPING.of(draft)));
    }

    @Override
    public Optional<CampaignDraft> find(String id) {
        return Optional.ofNullable(drafts.find(Filters.eq(id)).first()).map(MAPPING::read);
    }

    @Override
    public List<CampaignDraft> list(@Nullable String afterId, int limit) {
        return drafts.find(afterId == null ? Filters.empty() : Filters.lt("_id", afterId))
                .sort(Sorts.descending("_id"))
                .limit(limit)
                .map(MAPPING::read)
                .into(new ArrayList<>());
    }

    @Override
    public boolean replace(CampaignDraft changed, int revision) {
        return drafts.replaceOne(of(changed.id(), revision), MAPPING.of(changed))
                        .getMatchedCount()
                == 1;
    }

    @Override
    public boolean delete(String id, int revision) {
        return drafts.deleteOne(of(id, revision)).getDeletedCount() == 1;
    }

    private static Bson of(String id, int revision) {
        return FlatFilters.allOf(Filters.eq(id), Filters.eq(REVISION, revision));
    }
}
