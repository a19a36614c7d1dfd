package io.minicrm.campaign;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A campaign that somebody has begun to write. It is not a campaign: it has no audience, no plan and no numbers, and
 * nothing in the pipeline sees it.
 *
 * @param content what was written, as its writer encodes it; it may lack anything
 * @param revision counts the changes, from 1
 * @param sender who sends it; null unless it is being sent. From then on its content does not change
 */
public record CampaignDraft(
        String id,
        String content,
        @Nullable String createdBy,
        Instant createdAt,
        Instant updatedAt,
        int revision,
        @Nullable String sender) {

    /** What each id begins with, so that it is not the idempotency key of another campaign. */
    public static final String ID_PREFIX = "draft-";

    /** The longest content that is stored. */
    public static final int MAX_CONTENT_LENGTH = 1_000_000;

    /** True while it is being sent. */
    public boolean isBeingSent() {
        return sender != null;
    }

    /** The same draft with other content. */
    public CampaignDraft with(String changed, Instant now) {
        return new CampaignDraft(id, changed, createdBy, createdAt, now, revision + 1, sender);
    }

    /** The same draft while that principal sends it; null: nobody. */
    public CampaignDraft sentBy(@Nullable String principal) {
        return new CampaignDraft(id, content, createdBy, createdAt, updatedAt, revision + 1, principal);
    }
}
