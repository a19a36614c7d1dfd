/**
 * Real processes, really killed. A provider in a process of its own judges what went out; nothing here looks into the pipeline. Only
 * what runs under {@code mvn verify} needs the test libraries: {@link io.minicrm.reliability.Torture} is a program.
 */
@org.jspecify.annotations.NullMarked
package io.minicrm.reliability;
