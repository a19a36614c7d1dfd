package io.minicrm.stored;

import io.minicrm.campaign.Approval;
import java.time.Instant;

/** The fields of an approval. */
public final class ApprovalFields {

    private static final int MAX_TEXT = 1_000;

    private static final FieldList<Approval> FIELDS = new FieldList<>();

    private static final StoredField<Approval, String> CAMPAIGN_ID =
            FIELDS.required("campaign_id", new FieldType.Id(), Approval::campaignId);
    private static final StoredField<Approval, String> DIGEST =
            FIELDS.required("digest", FieldList.text(MAX_TEXT), Approval::digest);
    private static final StoredField<Approval, String> APPROVED_BY =
            FIELDS.required("approved_by", FieldList.text(MAX_TEXT), Approval::approvedBy);
    private static final StoredField<Approval, Instant> APPROVED_AT =
            FIELDS.required("approved_at", new FieldType.Time(), Approval::approvedAt);

    public static final Mapping<Approval> MAPPING = FIELDS.read(values -> new Approval(
            values.get(CAMPAIGN_ID), values.get(DIGEST), values.get(APPROVED_BY), values.get(APPROVED_AT)));

    private ApprovalFields() {}
}
