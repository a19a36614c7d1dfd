/**
 * HTTP: resources, problem details, live events.
 */
@org.springframework.modulith.ApplicationModule(
        allowedDependencies = {"lead", "segment", "chunk", "campaign", "delivery", "store", "flow"})
@org.jspecify.annotations.NullMarked
package io.minicrm.api;
