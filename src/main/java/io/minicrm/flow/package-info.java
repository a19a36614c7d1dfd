/**
 * The only Kafka client code: topics, the loop that polls, works, publishes and commits, and dead letters.
 */
@org.springframework.modulith.ApplicationModule(allowedDependencies = {})
@org.jspecify.annotations.NullMarked
package io.minicrm.flow;
