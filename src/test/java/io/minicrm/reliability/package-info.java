/**
 * Kills real processes. A provider in its own process records which messages were sent; nothing here looks into the pipeline. Only
 * the tests that run under {@code mvn verify} need the test libraries: {@link io.minicrm.reliability.Torture} is a program.
 */
@org.jspecify.annotations.NullMarked
package io.minicrm.reliability;
