/**
 * How a reading is given up whose result nobody waits for any more: whoever asks, the stores and the reader of topics
 * share it. This package imports no other.
 */
@org.springframework.modulith.ApplicationModule(allowedDependencies = {})
@org.jspecify.annotations.NullMarked
package io.minicrm.pending;
