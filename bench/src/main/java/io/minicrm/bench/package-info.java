/**
 * Measures the whole: a server of its own, driven from outside, beside what the same database and broker do with nothing in between.
 */
@org.springframework.modulith.ApplicationModule(
        allowedDependencies = {"lead", "segment", "chunk", "campaign", "console", "gate", "kafka", "inspector", "delivery", "store", "postgres", "mongodb", "embedded"})
@org.jspecify.annotations.NullMarked
package io.minicrm.bench;
