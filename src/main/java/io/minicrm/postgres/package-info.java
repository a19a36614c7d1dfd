/**
 * The ports on PostgreSQL.
 */
@org.springframework.modulith.ApplicationModule(
        allowedDependencies = {
            "access",
            "store",
            "lead",
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
