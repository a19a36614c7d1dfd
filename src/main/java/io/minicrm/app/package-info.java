/**
 * Starts and stops a process of mini-crm: its roles, its settings, and the wiring of all other packages.
 */
@org.springframework.modulith.ApplicationModule(
        allowedDependencies = {
            "access",
            "lead",
            "importing",
            "consent",
            "segment",
            "chunk",
            "campaign",
            "gate",
            "template",
            "kafka",
            "inspector",
            "delivery",
            "launch",
            "progress",
            "channel",
            "archive",
            "store",
            "postgres",
            "mongodb",
            "embedded",
            "settings",
            "api"
        })
@org.jspecify.annotations.NullMarked
package io.minicrm.app;
