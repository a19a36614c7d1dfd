package io.minicrm.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.minicrm.access.AuditEntry;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The behaviour of every store's audit log. */
public abstract class AuditLogContract {

    private final String prefix = UUID.randomUUID().toString();

    /** The store under test; the same in all calls of one test. */
    protected abstract Store store();

    private AuditEntry entry(int number, String principal, @Nullable String requestId) {
        return new AuditEntry(
                prefix + "-" + number,
                Instant.parse("2026-11-26T10:00:00Z").plusSeconds(number),
                prefix + principal,
                "POST /api/v1/campaigns/{id}/pause",
                "/api/v1/campaigns/c-1/pause",
                200,
                requestId);
    }

    @Test
    void entriesOfAPrincipalAreListedTheLatestFirstAndPageByPage() {
        store().auditLog().add(entry(1, "ann", "request-1"));
        store().auditLog().add(entry(2, "bob", null));
        store().auditLog().add(entry(3, "ann", null));
        store().auditLog().add(entry(4, "ann", null));

        assertThat(store().auditLog().list(prefix + "ann", null, 2))
                .containsExactly(entry(4, "ann", null), entry(3, "ann", null));
        assertThat(store().auditLog().list(prefix + "ann", prefix + "-3", 2))
                .containsExactly(entry(1, "ann", "request-1"));
        assertThat(store().auditLog().list(null, null, 1_000)).contains(entry(2, "bob", null));
    }

    @Test
    void anEntryIsNeverChanged() {
        store().auditLog().add(entry(1, "ann", null));
        store().auditLog().add(entry(1, "eve", "forged"));

        assertThat(store().auditLog().list(prefix + "eve", null, 1)).isEmpty();
        assertThat(store().auditLog().list(prefix + "ann", null, 1)).containsExactly(entry(1, "ann", null));
    }
}
