/**
 * Roles, configuration and wiring; the only room that knows every other.
 */
@org.springframework.modulith.ApplicationModule(
        allowedDependencies = {
            "lead",
            "segment",
            "chunk",
            "campaign",
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
            "api"
        })
@org.jspecify.annotations.NullMarked
package io.minicrm.app;
