package io.minicrm.delivery;

import io.minicrm.campaign.MessageKey;
import io.minicrm.gate.PostponeReason;
import io.minicrm.gate.SkipReason;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The delivery log: one row for each lead of each campaign. No method needs a transaction over rows: each is atomic per row, and a
 * batch is safe to repeat. Each takes a fixed number of round trips, whatever the size of the batch.
 */
public interface Deliveries {

    /**
     * A message that a sender wants to send.
     *
     * @param round how often the message was published so far, from 1
     */
    record ClaimRequest(MessageKey key, int chunkIndex, int round) {

        public String campaignId() {
            return key.campaignId();
        }

        public String leadId() {
            return key.leadId();
        }
    }

    /** What the log says to a claim. */
    sealed interface Claim {

        /**
         * Granted: no other sender has sent this round or will.
         *
         * @param failures transient failures since the message was first tried, or since a person had it retried
         */
        record Granted(int failures) implements Claim {}

        /**
         * Another sender claimed this round and nothing more is known: the message may or may not have left.
         *
         * @param failures as above
         */
        record Uncertain(int failures) implements Claim {}

        /** Settled, or a later round is under way: the job is to be dropped. */
        record Stale() implements Claim {}
    }

    /**
     * Claims messages for sending: writes them as {@code sending} unless they are there already. A round after the first is granted only
     * if the row waits, {@code retrying} or {@code postponed}, in an earlier round.
     *
     * @param requests no two of one campaign and lead
     * @param token names this batch; repeating the same batch with the same token grants again what it had granted
     * @return one answer per request, in their order
     */
    List<Claim> claim(List<ClaimRequest> requests, String token, Instant now);

    /**
     * Applies receipts. A status only climbs (see {@link DeliveryStatus}), so that order and repeats do not matter; receipts for
     * messages that were never claimed change nothing. The chunks of all receipts that found their message are marked as
     * touched, also where nothing changed.
     *
     * @return how many receipts found their message
     */
    int apply(List<Receipt> receipts);

    /**
     * Looks through all messages of a campaign, past the tallies: for a person who wants to know why, not for every second.
     *
     * @param since counts the claims from then on
     * @param maxReasons the most reasons to tell, the most frequent first
     */
    Survey survey(String campaignId, Instant since, int maxReasons);

    /**
     * Opens settled messages again, as a person asks for: they become {@code retrying}, due at once, with their failures forgotten. A
     * completed campaign runs again then. Receipts of their earlier attempts change nothing any more, unless the provider took one
     * after all.
     *
     * @param statuses which messages: {@code failed}, {@code unknown} or both
     * @return how many were opened
     */
    long reopen(String campaignId, Set<DeliveryStatus> statuses, Instant now);

    /** A page of a campaign's rows in order of lead id; {@code status} null: all. */
    List<Delivery> page(String campaignId, @Nullable DeliveryStatus status, @Nullable String afterLeadId, int limit);

    /** What a lead was sent, newest campaign first; {@code beforeCampaignId} is the last of the page before. */
    List<Delivery> ofLead(String leadId, @Nullable String beforeCampaignId, int limit);

    /**
     * What the messages of a campaign have in common.
     *
     * @param settled messages that nothing more is owed to, counted from the rows
     * @param claimed messages that were last claimed since the time asked about
     * @param nextAttemptAt when the first waiting message is due; null if there is none
     * @param reasons why messages are where they are, the most frequent first
     */
    record Survey(long settled, long claimed, @Nullable Instant nextAttemptAt, List<Reason> reasons) {}

    /**
     * How many messages of one status have the same reason.
     *
     * @param error the code of a reason if skipped or postponed, words if it went wrong
     */
    record Reason(DeliveryStatus status, String error, long count) {

        /** The reason in words. */
        public String text() {
            SkipReason skipped = status == DeliveryStatus.SKIPPED ? SkipReason.ofCode(error) : null;
            if (skipped != null) {
                return skipped.text();
            }
            PostponeReason postponed = status == DeliveryStatus.POSTPONED ? PostponeReason.ofCode(error) : null;
            return postponed == null ? error : postponed.text();
        }
    }
}
