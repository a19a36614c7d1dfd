package io.minicrm.delivery;

import io.minicrm.campaign.KeyedByMessage;
import io.minicrm.campaign.MessageKey;
import io.minicrm.gate.PostponeReason;
import io.minicrm.gate.SkipReason;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The delivery log: one row per lead and campaign. No method needs a transaction across rows: each is atomic per row,
 * and a batch is safe to repeat. Each takes a fixed number of round trips, whatever the size of the batch.
 */
public interface Deliveries {

    /**
     * A message that a sender wants to send.
     *
     * @param round number of times the message was published so far, from 1
     */
    record ClaimRequest(MessageKey key, int chunkIndex, int round) implements KeyedByMessage {}

    /** The answer to a claim. */
    sealed interface Claim {

        /** No other sender has sent this round or will send it. */
        record Granted(PastAttempts past) implements Claim {}

        /**
         * Another sender claimed this round and reported no outcome: the message may or may not have been sent. The log
         * remembers that two senders have it, of which one may send it, whatever the other reports.
         *
         * @param past with this round, so that the message may have been sent
         */
        record Uncertain(PastAttempts past) implements Claim {}

        /** The message is settled or in a later round: the job is dropped. */
        record Stale() implements Claim {}
    }

    /**
     * Claims messages for sending: writes them as {@code sending} unless they are there already. A round after the
     * first is granted only if the row waits, {@code retrying} or {@code postponed}, in an earlier round. Why it waited
     * is forgotten then.
     *
     * @param requests no two of one campaign and lead
     * @param token names this batch; repeating the batch with the same token grants the same claims again
     * @return one answer per request, in their order
     */
    List<Claim> claim(List<ClaimRequest> requests, String token, Instant now);

    /**
     * Applies receipts. A status only ascends (see {@link DeliveryStatus}), so order and repeats do not matter. Once a
     * receipt of a message says that it may have been sent, its row is {@code unknown} where it would be {@code
     * skipped}: two senders can have the same message, of which one tries to send it and the other skips it.
     * Receipts for messages that were never claimed change nothing. The chunks of all receipts that found their message
     * are marked as touched, also if nothing changed.
     *
     * @return how many receipts found their message
     */
    int apply(List<Receipt> receipts);

    /**
     * Reads the messages of a campaign's chunks that are published and not settled, and of those that have changed
     * since they were counted. What it takes depends on how many messages are under way, not on the campaign's size.
     */
    Unsettled unsettled(String campaignId);

    /**
     * Reads all messages of a campaign instead of its tallies. This is expensive; it serves diagnosis, not polling.
     *
     * @param since counts claims from this time on
     * @param maxReasons the most reasons to return, the most frequent first
     */
    Survey survey(String campaignId, Instant since, int maxReasons);

    /**
     * Counts the postponed messages that wait for a limit of a channel or domain, by campaign. Campaigns that are
     * paused, cancelled or at their end do not wait for limits. Only chunks with postponed messages are looked at.
     */
    List<LimitWait> waitingForLimits();

    /**
     * Reopens settled messages on request: they become {@code retrying}, are due at once and have no failures. A
     * completed campaign runs again. Receipts of their earlier attempts have no effect, unless they report that the
     * provider accepted the message after all.
     *
     * @param statuses the messages to reopen: {@code failed}, {@code unknown} or both
     * @return how many were reopened
     */
    long reopen(String campaignId, Set<DeliveryStatus> statuses, Instant now);

    /**
     * A page of a campaign's rows in order of lead id. If statuses are wanted, only chunks that have such messages by
     * their tally, or that are not counted yet, are looked at: neither status nor reason has an index, because an index
     * would be written with every message.
     */
    List<Delivery> find(String campaignId, DeliveryFilter filter, @Nullable String afterLeadId, int limit);

    /** The same for one status; null: all. */
    default List<Delivery> page(
            String campaignId, @Nullable DeliveryStatus status, @Nullable String afterLeadId, int limit) {
        return find(campaignId, DeliveryFilter.of(status), afterLeadId, limit);
    }

    /**
     * Counts a campaign's rows that match. If all chunks are counted, their tallies say how many have a status, however
     * many these are.
     *
     * @param maxExamined the most rows to look at, in order of lead id; a status, a chunk and a lead narrow down what
     *     is looked at
     */
    Count count(String campaignId, DeliveryFilter filter, int maxExamined);

    /**
     * A page of a lead's rows, newest campaign first; {@code beforeCampaignId} is the last one of the previous page.
     */
    List<Delivery> ofLead(String leadId, @Nullable String beforeCampaignId, int limit);

    /**
     * How many messages of a campaign wait for a limit.
     *
     * @param limit the limit, as {@code LimitKey} writes it
     */
    record LimitWait(String campaignId, String limit, long messages) {}

    /**
     * How many of the leads a message of each campaign has reached, or may have ({@link DeliveryStatus#mayReach}).
     * Campaigns that reached none of them are missing.
     */
    Map<String, Long> countReached(List<String> campaignIds, List<String> leadIds);

    /**
     * How many rows match.
     *
     * @param isComplete false if there are more rows than were looked at, so that more of them may match
     */
    record Count(long matching, boolean isComplete) {}

    /**
     * What messages that are not settled wait for.
     *
     * @param uncounted messages with a final outcome that the tallies do not count yet
     * @param nextAttemptAt when the next waiting message is due; null if none waits
     * @param postponed the reasons of postponed messages, the most frequent first
     */
    record Unsettled(long uncounted, @Nullable Instant nextAttemptAt, List<Reason> postponed) {}

    /**
     * A summary of a campaign's messages.
     *
     * @param claimed messages whose last claim is after the requested time
     * @param reasons the reasons of the messages' statuses, the most frequent first
     */
    record Survey(long claimed, List<Reason> reasons) {}

    /**
     * How many messages of one status have the same reason.
     *
     * @param error the code of a reason if skipped or postponed, a text if it failed
     */
    record Reason(DeliveryStatus status, String error, long count) {

        /** The reason in words. */
        public String text() {
            SkipReason skipped = status == DeliveryStatus.SKIPPED ? SkipReason.ofCode(error) : null;
            if (skipped != null) {
                return skipped.text();
            }
            // A message that is being sent keeps the reason for which it was postponed before.
            PostponeReason postponed = status.isSettled() ? null : PostponeReason.ofCode(error);
            return postponed == null ? error : postponed.text();
        }
    }
}
