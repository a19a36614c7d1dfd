package io.minicrm.ledger;

/**
 * What the store says about a campaign. It must be read before the topics, so that the records of a completed campaign
 * were all there when these were read.
 *
 * @param status its code
 * @param isCompleted whether every lead of the plan is settled
 * @param chunks chunks in the plan
 * @param settled leads whose message needs no more work
 */
public record LedgerCampaign(String status, boolean isCompleted, int chunks, long audience, long settled) {}
