package io.minicrm.campaign;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The stored drafts of campaigns. Each method is atomic. */
public interface CampaignDrafts {

    /** Stores a new draft; one with this id that is there already stays as it is. */
    void create(CampaignDraft draft);

    Optional<CampaignDraft> find(String id);

    /** Drafts, the last id first; ids sort by time. */
    List<CampaignDraft> list(@Nullable String afterId, int limit);

    /**
     * Stores a changed draft.
     *
     * @param revision the revision that was changed
     * @return false if the stored draft has another revision, or is gone
     */
    boolean replace(CampaignDraft changed, int revision);

    /**
     * Deletes a draft.
     *
     * @param revision the revision that may be deleted
     * @return false if the stored draft has another revision, or is gone
     */
    boolean delete(String id, int revision);
}
