/**
 * The whole trip of a chunk, from plan to tally: publisher, workers, and the ports they stand on.
 */
@org.springframework.modulith.ApplicationModule(
        allowedDependencies = {"lead", "segment", "chunk", "template", "campaign", "kafka", "text", "gate"})
@org.jspecify.annotations.NullMarked
package io.minicrm.delivery;
