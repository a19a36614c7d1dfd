package io.minicrm.campaign;

import java.util.Optional;

/** The stored approvals, at most one for each campaign. Each method is atomic and safe to repeat. */
public interface Approvals {

    Optional<Approval> find(String campaignId);

    /** Stores an approval, in place of a former one for the same campaign. */
    void save(Approval approval);
}
