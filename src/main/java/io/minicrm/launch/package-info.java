/**
 * From an order to a campaign with a plan: checks, idempotency, chunk size.
 */
@org.springframework.modulith.ApplicationModule(
        allowedDependencies = {"lead", "segment", "chunk", "template", "campaign", "delivery", "text"})
@org.jspecify.annotations.NullMarked
package io.minicrm.launch;
