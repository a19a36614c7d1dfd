package io.minicrm.access;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/**
 * One act that changed something, or tried to.
 *
 * @param id in order of time; the key of the entry
 * @param at when the answer was sent
 * @param principal who did it
 * @param action the method and the route, such as {@code POST /api/v1/campaigns/{id}/pause}
 * @param object the path of the request, such as {@code /api/v1/campaigns/campaign-1/pause}
 * @param status the status of the answer
 * @param requestId the id of the request; null if it has none
 */
public record AuditEntry(
        String id,
        Instant at,
        String principal,
        String action,
        String object,
        int status,
        @Nullable String requestId) {

    /** The longest text of an entry, in UTF-16 units; longer ones are cut. */
    public static final int MAX_TEXT_LENGTH = 1_000;

    public AuditEntry {
        at = at.truncatedTo(ChronoUnit.MILLIS);
    }
}
