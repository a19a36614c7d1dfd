/**
 * Leads: the people that campaigns reach. Their attributes, the port that stores them, and their import from CSV and
 * JSON.
 */
@org.springframework.modulith.ApplicationModule(allowedDependencies = {"text", "problem"})
@org.jspecify.annotations.NullMarked
package io.minicrm.lead;
