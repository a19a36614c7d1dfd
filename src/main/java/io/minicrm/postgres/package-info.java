/**
 * The ports on PostgreSQL.
 */
@org.springframework.modulith.ApplicationModule(
        allowedDependencies = {
            "access",
            "problem",
            "pending",
            "store",
            "lead",
            "idempotency",
            "importing",
            "consent",
            "segment",
            "chunk",
            "template",
            "campaign",
            "delivery",
            "archive",
            "gate",
            "stored",
            "text"
        })
@org.jspecify.annotations.NullMarked
package io.minicrm.postgres;
