/**
 * What runs inside one machine: a real Kafka broker in the process and a real PostgreSQL as its child.
 */
@org.springframework.modulith.ApplicationModule(allowedDependencies = {})
@org.jspecify.annotations.NullMarked
package io.minicrm.embedded;
