/**
 * The bundle of ports that a database implements.
 */
@org.springframework.modulith.ApplicationModule(
        allowedDependencies = {
            "access",
            "lead",
            "importing",
            "consent",
            "segment",
            "campaign",
            "gate",
            "delivery",
            "idempotency",
            "archive"
        })
@org.jspecify.annotations.NullMarked
package io.minicrm.store;
