/**
 * How campaigns stand: live numbers, event feeds, and the diagnosis that says what a campaign waits for.
 */
@org.springframework.modulith.ApplicationModule(
        allowedDependencies = {"lead", "segment", "chunk", "template", "campaign", "kafka", "inspector", "delivery"})
@org.jspecify.annotations.NullMarked
package io.minicrm.progress;
