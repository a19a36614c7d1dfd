/**
 * Invalid input: one shape for a field at fault and one exception that carries it, from the parser of a CSV row to the
 * errors in an HTTP answer. This package imports no other.
 */
@org.springframework.modulith.ApplicationModule(allowedDependencies = {})
@org.jspecify.annotations.NullMarked
package io.minicrm.problem;
