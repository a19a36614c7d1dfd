/** Requests that may be repeated: what is remembered of a request that came with an idempotency key. */
@org.springframework.modulith.ApplicationModule(allowedDependencies = {})
@org.jspecify.annotations.NullMarked
package io.minicrm.idempotency;
