/**
 * The command line; inspection commands never start Spring.
 */
@org.springframework.modulith.ApplicationModule(
        allowedDependencies = {"app", "bench", "kafka", "inspector", "delivery", "archive", "settings", "text", "campaign", "gate"})
@org.jspecify.annotations.NullMarked
package io.minicrm.cli;
