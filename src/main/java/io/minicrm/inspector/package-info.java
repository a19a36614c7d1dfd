/**
 * For people: reading topics, consumer groups and offsets, with filters and pages; changing topics and groups;
 * replaying dead letters.
 */
@org.springframework.modulith.ApplicationModule(allowedDependencies = {"kafka", "pending", "problem"})
@org.jspecify.annotations.NullMarked
package io.minicrm.inspector;
