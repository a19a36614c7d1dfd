/**
 * Whom: leads, their attributes, the port that stores them, and their way in from CSV and JSON.
 */
@org.springframework.modulith.ApplicationModule(allowedDependencies = {"text", "problem"})
@org.jspecify.annotations.NullMarked
package io.minicrm.lead;
