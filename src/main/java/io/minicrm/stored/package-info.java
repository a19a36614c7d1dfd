/**
 * One description of each stored thing: the list of its fields with their names, types and limits. The archive's JSON,
 * MongoDB's documents and validators, and PostgreSQL's columns and COPY rows are all derived from it.
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
            "delivery",
            "text"
        })
@org.jspecify.annotations.NullMarked
package io.minicrm.stored;
