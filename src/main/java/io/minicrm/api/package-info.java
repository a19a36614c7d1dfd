/**
 * The HTTP API: resources, problem details, event streams, and the OpenAPI description.
 */
@org.springframework.modulith.ApplicationModule(
        allowedDependencies = {
            "access",
            "lead",
            "idempotency",
            "importing",
            "consent",
            "segment",
            "chunk",
            "template",
            "campaign",
            "gate",
            "kafka",
            "inspector",
            "pending",
            "delivery",
            "launch",
            "ledger",
            "progress",
            "samples",
            "store",
            "text",
            "problem"
        })
@org.jspecify.annotations.NullMarked
package io.minicrm.api;
