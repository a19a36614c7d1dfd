/**
 * The servers for an installation on one machine: a Kafka broker inside the process and a PostgreSQL server as its
 * child process.
 */
@org.springframework.modulith.ApplicationModule(allowedDependencies = {})
@org.jspecify.annotations.NullMarked
package io.minicrm.embedded;
