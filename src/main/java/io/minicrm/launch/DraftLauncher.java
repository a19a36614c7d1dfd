package io.minicrm.launch;

import io.minicrm.campaign.CampaignDraft;
import io.minicrm.campaign.CampaignDrafts;
import io.minicrm.launch.CampaignLauncher.Launched;
import io.minicrm.problem.Precondition;
import java.util.Optional;
import java.util.function.Function;

/**
 * Sends drafts, each at most once. The steps:
 *
 * <ol>
 *   <li>The draft is marked as being sent, in one conditional write. From then on its content does not change, so what
 *       is sent is what was read.
 *   <li>The campaign is created with the id of the draft as its idempotency key, which is unique in the store.
 *   <li>The draft is deleted.
 * </ol>
 *
 * <p>Each step may be repeated. Example: a process dies after the second step. Sending the draft again finds the
 * campaign by its key, deletes the draft, and answers with the same campaign. An order that is refused creates nothing,
 * so the draft can be changed again.
 */
public final class DraftLauncher {

    private final CampaignDrafts drafts;
    private final CampaignLauncher launcher;

    public DraftLauncher(CampaignDrafts drafts, CampaignLauncher launcher) {
        this.drafts = drafts;
        this.launcher = launcher;
    }

    /**
     * Creates the campaign of a draft, or finds the one that it became.
     *
     * @param expected what the draft must be
     * @param sender who sends it
     * @param order the order that a draft contains; its idempotency key is the id of the draft
     * @return empty if there is no such draft, and there was none
     * @throws InvalidCampaignException if the draft is not complete, or not valid
     */
    public Optional<Launched> send(
            String id,
            Precondition<CampaignDraft> expected,
            String sender,
            Function<CampaignDraft, CampaignOrder> order) {
        while (true) {
            Optional<CampaignDraft> stored = drafts.find(id);
            // Read after the draft: if that is gone because it was sent meanwhile, the campaign is there.
            Optional<Launched> earlier =
                    id.startsWith(CampaignDraft.ID_PREFIX) ? launcher.launched(id) : Optional.empty();
            if (earlier.isPresent()) {
                stored.ifPresent(draft -> drafts.delete(id, draft.revision()));
                return earlier;
            }
            if (stored.isEmpty()) {
                return earlier;
            }
            CampaignDraft draft = stored.get();
            expected.check(draft);
            CampaignDraft marked = draft.isBeingSent() ? draft : draft.sentBy(sender);
            if (draft.isBeingSent() || drafts.replace(marked, draft.revision())) {
                return Optional.of(launch(marked, order.apply(marked)));
            }
        }
    }

    private Launched launch(CampaignDraft marked, CampaignOrder order) {
        Launched launched;
        try {
            launched = launcher.launch(order);
        } catch (InvalidCampaignException refused) {
            drafts.replace(marked.sentBy(null), marked.revision());
            throw refused;
        }
        drafts.delete(marked.id(), marked.revision());
        return launched;
    }
}
