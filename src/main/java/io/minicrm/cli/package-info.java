/**
 * The commands. Those below {@code kafka} never start Spring or a broker, so that they answer within a second.
 */
@org.springframework.modulith.ApplicationModule(
        allowedDependencies = {
            "app",
            "archive",
            "bench",
            "campaign",
            "channel",
            "console",
            "delivery",
            "gate",
            "inspector",
            "kafka",
            "settings",
            "text",
            "stored"
        })
@org.jspecify.annotations.NullMarked
package io.minicrm.cli;
