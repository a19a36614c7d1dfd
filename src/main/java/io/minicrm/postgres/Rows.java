package io.minicrm.postgres;

import io.minicrm.access.ApiKey;
import io.minicrm.access.AuditEntry;
import io.minicrm.access.Session;
import io.minicrm.access.User;
import io.minicrm.campaign.Approval;
import io.minicrm.campaign.Campaign;
import io.minicrm.campaign.CampaignDraft;
import io.minicrm.consent.Consent;
import io.minicrm.delivery.SeriesPoint;
import io.minicrm.gate.Limits.Limit;
import io.minicrm.idempotency.KeptRequest;
import io.minicrm.importing.ImportJob;
import io.minicrm.lead.AttributeDefinition;
import io.minicrm.lead.Lead;
import io.minicrm.segment.Segment;
import io.minicrm.stored.ApiKeyFields;
import io.minicrm.stored.ApprovalFields;
import io.minicrm.stored.AttributeFields;
import io.minicrm.stored.AuditFields;
import io.minicrm.stored.CampaignFields;
import io.minicrm.stored.ChunkFields;
import io.minicrm.stored.ConsentFields;
import io.minicrm.stored.DeadLetterFields;
import io.minicrm.stored.DeliveryFields;
import io.minicrm.stored.DraftFields;
import io.minicrm.stored.Entry.StoredChunk;
import io.minicrm.stored.Entry.StoredDeadLetter;
import io.minicrm.stored.Entry.StoredDelivery;
import io.minicrm.stored.ImportFields;
import io.minicrm.stored.KeptRequestFields;
import io.minicrm.stored.LeadFields;
import io.minicrm.stored.LimitFields;
import io.minicrm.stored.SegmentFields;
import io.minicrm.stored.SeriesFields;
import io.minicrm.stored.SessionFields;
import io.minicrm.stored.UserFields;

/**
 * The rows of each stored thing.
 *
 * <p>Chunks, deliveries and dead letters have the campaign's number in their tables and the campaign's id in their
 * descriptions. A statement joins the two.
 */
final class Rows {

    static final RowMapping<Lead> LEADS = new RowMapping<>(LeadFields.MAPPING);
    static final RowMapping<Consent> CONSENTS = new RowMapping<>(ConsentFields.MAPPING);
    static final RowMapping<Segment> SEGMENTS = new RowMapping<>(SegmentFields.MAPPING);
    static final RowMapping<Limit> LIMITS = new RowMapping<>(LimitFields.MAPPING);
    static final RowMapping<Campaign> CAMPAIGNS = new RowMapping<>(CampaignFields.MAPPING);
    static final RowMapping<StoredChunk> CHUNKS = new RowMapping<>(ChunkFields.MAPPING);
    static final RowMapping<StoredDelivery> DELIVERIES = new RowMapping<>(DeliveryFields.MAPPING);
    static final RowMapping<StoredDeadLetter> DEAD_LETTERS = new RowMapping<>(DeadLetterFields.MAPPING);

    static final RowMapping<AttributeDefinition> ATTRIBUTES = new RowMapping<>(AttributeFields.MAPPING);

    static final RowMapping<ImportJob> IMPORTS = new RowMapping<>(ImportFields.MAPPING);

    static final RowMapping<ApiKey> API_KEYS = new RowMapping<>(ApiKeyFields.MAPPING);
    static final RowMapping<User> USERS = new RowMapping<>(UserFields.MAPPING);
    static final RowMapping<CampaignDraft> DRAFTS = new RowMapping<>(DraftFields.MAPPING);
    static final RowMapping<Approval> APPROVALS = new RowMapping<>(ApprovalFields.MAPPING);
    static final RowMapping<SeriesPoint> SERIES = new RowMapping<>(SeriesFields.MAPPING);
    static final RowMapping<KeptRequest> KEPT_REQUESTS = new RowMapping<>(KeptRequestFields.MAPPING);
    static final RowMapping<Session> SESSIONS = new RowMapping<>(SessionFields.MAPPING);
    static final RowMapping<AuditEntry> AUDIT = new RowMapping<>(AuditFields.MAPPING);

    private Rows() {}
}
