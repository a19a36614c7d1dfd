/**
 * The progress of campaigns: their numbers, feeds of live updates, and the diagnosis of what a campaign is waiting for.
 */
@org.springframework.modulith.ApplicationModule(
        allowedDependencies = {
            "lead",
            "segment",
            "chunk",
            "template",
            "campaign",
            "gate",
            "kafka",
            "inspector",
            "delivery"
        })
@org.jspecify.annotations.NullMarked
package io.minicrm.progress;
