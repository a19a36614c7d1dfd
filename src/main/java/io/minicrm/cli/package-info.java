/**
 * The command line; inspection commands never start Spring.
 */
@org.springframework.modulith.ApplicationModule(allowedDependencies = {"app", "flow", "bench"})
@org.jspecify.annotations.NullMarked
package io.minicrm.cli;
