/**
 * The Kafka client code of the pipeline: topics and codecs, the two consumer loops, the publisher, and dead letters.
 */
@org.springframework.modulith.ApplicationModule(allowedDependencies = {"text"})
@org.jspecify.annotations.NullMarked
package io.minicrm.kafka;
