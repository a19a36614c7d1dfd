/**
 * Measures a whole server from outside, and for comparison what its database and broker achieve without it.
 */
@org.springframework.modulith.ApplicationModule(
        allowedDependencies = {
            "lead",
            "segment",
            "chunk",
            "campaign",
            "channel",
            "console",
            "gate",
            "kafka",
            "inspector",
            "delivery",
            "store",
            "postgres",
            "mongodb",
            "embedded"
        })
@org.jspecify.annotations.NullMarked
package io.minicrm.bench;
