package io.minicrm.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.minicrm.campaign.Approval;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** The behaviour of every store's approvals. */
public abstract class ApprovalsContract {

    private static final Instant NOW = Instant.parse("2026-11-26T10:00:00.123Z");

    private final String id = UUID.randomUUID().toString();

    /** The store under test; the same in all calls of one test. */
    protected abstract Store store();

    @Test
    void anApprovalIsFoundAndReplaced() {
        assertThat(store().approvals().find(id)).isEmpty();
        Approval first = new Approval(id, "digest 1", "user:ann@example.com", NOW);
        store().approvals().save(first);
        store().approvals().save(new Approval(id + " other", "digest 3", "owner", NOW));
        assertThat(store().approvals().find(id)).contains(first);

        Approval second = new Approval(id, "digest 2", "user:bob@example.com", NOW.plusSeconds(1));
        store().approvals().save(second);
        store().approvals().save(second);
        assertThat(store().approvals().find(id)).contains(second);
    }
}
