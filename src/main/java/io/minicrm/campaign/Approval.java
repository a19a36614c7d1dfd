package io.minicrm.campaign;

import java.time.Instant;

/**
 * The consent of a second person to a large campaign.
 *
 * @param digest of what was approved: audience and content
 * @param approvedBy the name of the principal
 */
public record Approval(String campaignId, String digest, String approvedBy, Instant approvedAt) {}
