/**
 * The ports on MongoDB.
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
            "text",
            "gate",
            "stored"
        })
@org.jspecify.annotations.NullMarked
package io.minicrm.mongodb;
