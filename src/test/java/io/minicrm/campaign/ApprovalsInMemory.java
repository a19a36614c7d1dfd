package io.minicrm.campaign;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Approvals as a store keeps them. */
public final class ApprovalsInMemory implements Approvals {

    private final Map<String, Approval> approvals = new ConcurrentHashMap<>();

    @Override
    public Optional<Approval> find(String campaignId) {
        return Optional.ofNullable(approvals.get(campaignId));
    }

    @Override
    public void save(Approval approval) {
        approvals.put(approval.campaignId(), approval);
    }
}
