package io.minicrm.mongodb;

import io.minicrm.campaign.Campaign;
import io.minicrm.stored.CampaignFields;
import java.util.List;
import org.bson.Document;

/**
 * A campaign as a document of the collection {@code campaigns}, which also has the campaign's lease, drafts and plan.
 */
final class CampaignDocument {

    static final String COLLECTION = "campaigns";

    static final DocumentMapping<Campaign> MAPPING =
            new DocumentMapping<>(CampaignFields.MAPPING, DocumentMapping.KEYED_BY_ID);

    static final CollectionShape SHAPE = MAPPING.shape(COLLECTION)
            .requiring("next_chunk")
            .with(List.of("lease_owner"), "string")
            .with(List.of("lease_until", "reopening_until"), "date")
            .with(List.of("next_chunk", "reopens"), "int", "long")
            .with(List.of("plan"), "objectId")
            .with(List.of("drafts"), "array");

    private CampaignDocument() {}

    /** A campaign of which no chunk is published. */
    static Document of(Campaign campaign) {
        return MAPPING.of(campaign).append("next_chunk", 0);
    }

    static Campaign read(Document document) {
        return MAPPING.read(document);
    }
}
