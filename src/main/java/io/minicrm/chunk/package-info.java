/**
 * How an audience is cut: pure functions from lead ids to chunks.
 */
@org.springframework.modulith.ApplicationModule(allowedDependencies = {"problem"})
@org.jspecify.annotations.NullMarked
package io.minicrm.chunk;
