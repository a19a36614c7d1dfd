package io.minicrm.stored;

import io.minicrm.campaign.CampaignDraft;
import java.time.Instant;

/** The fields of a draft of a campaign. */
public final class DraftFields {

    private static final int MAX_PRINCIPAL = 1_000;

    private static final FieldList<CampaignDraft> FIELDS = new FieldList<>();

    private static final StoredField<CampaignDraft, String> ID =
            FIELDS.required("id", new FieldType.Id(), CampaignDraft::id);
    private static final StoredField<CampaignDraft, String> CONTENT =
            FIELDS.required("content", FieldList.text(CampaignDraft.MAX_CONTENT_LENGTH), CampaignDraft::content);
    private static final StoredField<CampaignDraft, String> CREATED_BY =
            FIELDS.optional("created_by", FieldList.text(MAX_PRINCIPAL), CampaignDraft::createdBy);
    private static final StoredField<CampaignDraft, Instant> CREATED_AT =
            FIELDS.required("created_at", new FieldType.Time(), CampaignDraft::createdAt);
    private static final StoredField<CampaignDraft, Instant> UPDATED_AT =
            FIELDS.required("updated_at", new FieldType.Time(), CampaignDraft::updatedAt);
    private static final StoredField<CampaignDraft, Integer> REVISION =
            FIELDS.required("revision", new FieldType.Int(1, Integer.MAX_VALUE), CampaignDraft::revision);
    private static final StoredField<CampaignDraft, String> SENDER =
            FIELDS.optional("sender", FieldList.text(MAX_PRINCIPAL), CampaignDraft::sender);

    public static final Mapping<CampaignDraft> MAPPING = FIELDS.read(values -> new CampaignDraft(
            values.get(ID),
            values.get(CONTENT),
            values.find(CREATED_BY),
            values.get(CREATED_AT),
            values.get(UPDATED_AT),
            values.get(REVISION),
            values.find(SENDER)));

    private DraftFields() {}
}
