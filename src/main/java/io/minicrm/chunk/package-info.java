/**
 * Divides an audience into chunks. Pure functions on lead ids.
 */
@org.springframework.modulith.ApplicationModule(allowedDependencies = {"problem"})
@org.jspecify.annotations.NullMarked
package io.minicrm.chunk;
