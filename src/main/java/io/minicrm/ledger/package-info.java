/**
 * Compares what the plan, the topics and the delivery log say about each lead of a campaign, and names what is missing,
 * repeated or foreign.
 */
@org.springframework.modulith.ApplicationModule(
        allowedDependencies = {"campaign", "kafka", "inspector", "delivery", "pending", "progress"})
@org.jspecify.annotations.NullMarked
package io.minicrm.ledger;
