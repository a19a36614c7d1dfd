/**
 * Segments: rules over leads, their JSON, the segments that name them, and the audience that they select.
 */
@org.springframework.modulith.ApplicationModule(allowedDependencies = {"lead", "text", "problem"})
@org.jspecify.annotations.NullMarked
package io.minicrm.segment;
