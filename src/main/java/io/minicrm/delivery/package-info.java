/**
 * The pipeline from plan to tally: publisher, workers, and the ports that they use.
 */
@org.springframework.modulith.ApplicationModule(
        allowedDependencies = {"lead", "segment", "chunk", "template", "campaign", "kafka", "text", "gate"})
@org.jspecify.annotations.NullMarked
package io.minicrm.delivery;
