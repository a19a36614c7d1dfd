package io.minicrm.delivery;

import io.minicrm.gate.PostponeReason;
import io.minicrm.gate.SkipReason;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Which messages of a campaign are wanted. All conditions that are given must be true.
 *
 * @param statuses the statuses; empty: any
 * @param error the code or the text of the reason, as a diagnosis names it; null: any or none
 * @param chunkIndex the chunk, from 0; null: any
 * @param leadId the lead; null: any
 */
public record DeliveryFilter(
        Set<DeliveryStatus> statuses,
        @Nullable String error,
        @Nullable Integer chunkIndex,
        @Nullable String leadId) {

    /** Every message. */
    public static final DeliveryFilter ALL = new DeliveryFilter(Set.of(), null, null, null);

    public DeliveryFilter {
        statuses = Set.copyOf(statuses);
    }

    /** The messages of that status; null: all. */
    public static DeliveryFilter of(@Nullable DeliveryStatus status) {
        return status == null ? ALL : new DeliveryFilter(Set.of(status), null, null, null);
    }

    /** The message to that lead. */
    public static DeliveryFilter ofLead(String leadId) {
        return new DeliveryFilter(Set.of(), null, null, leadId);
    }

    /** True if a message of that status can be wanted. */
    public boolean wants(DeliveryStatus status) {
        return statuses.isEmpty() || statuses.contains(status);
    }

    /** True if messages that have no final outcome yet can be wanted. */
    public boolean wantsUnsettled() {
        return statuses.isEmpty() || statuses.stream().anyMatch(status -> !status.isSettled());
    }

    /** True if the tallies of chunks can answer how many messages are wanted. */
    public boolean isAboutStatusesOnly() {
        return !statuses.isEmpty() && error == null && leadId == null;
    }

    /**
     * What the log may contain for the wanted reason: its code, and its text, which was stored before reasons had
     * codes. Empty if every reason is wanted.
     */
    public Set<String> storedErrors() {
        if (error == null) {
            return Set.of();
        }
        Set<String> stored = new TreeSet<>(Set.of(error));
        SkipReason skipped = SkipReason.ofCode(error);
        if (skipped != null) {
            stored.add(skipped.code());
            stored.add(skipped.text());
        }
        PostponeReason postponed = PostponeReason.ofCode(error);
        if (postponed != null) {
            stored.add(postponed.code());
            stored.add(postponed.text());
        }
        return stored;
    }
}
