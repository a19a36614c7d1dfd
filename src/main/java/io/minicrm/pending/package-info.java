/**
 * How to give up a read whose result nobody waits for any more. Those who ask, the stores and the reader of topics
 * share it, so this package imports no other.
 */
@org.springframework.modulith.ApplicationModule(allowedDependencies = {})
@org.jspecify.annotations.NullMarked
package io.minicrm.pending;
