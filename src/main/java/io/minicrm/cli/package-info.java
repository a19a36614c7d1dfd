/**
 * The commands. Those below {@code kafka} never start Spring or a broker, so that they answer within a second.
 */
@org.springframework.modulith.ApplicationModule(
        allowedDependencies = {
            "access",
            "app",
            "archive",
            "bench",
            "campaign",
            "channel",
            "console",
            "delivery",
            "embedded",
            "gate",
            "inspector",
            "kafka",
            "ledger",
            "samples",
            "settings",
            "template",
            "text",
            "stored"
        })
@org.jspecify.annotations.NullMarked
package io.minicrm.cli;
