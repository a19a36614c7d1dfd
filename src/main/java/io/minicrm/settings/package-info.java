/**
 * Reads environment variables into typed values. Every error names the variable, its value and the fix.
 */
@org.springframework.modulith.ApplicationModule(allowedDependencies = {"text"})
@org.jspecify.annotations.NullMarked
package io.minicrm.settings;
