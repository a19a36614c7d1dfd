/**
 * Reads topics, consumer groups and offsets for people, and repairs by hand: filters, pages, dead-letter replay.
 */
@org.springframework.modulith.ApplicationModule(allowedDependencies = {"kafka", "problem"})
@org.jspecify.annotations.NullMarked
package io.minicrm.inspector;
