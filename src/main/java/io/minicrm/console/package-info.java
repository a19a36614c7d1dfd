/**
 * What every command of the command line is built on: exit codes, failures, tables and JSON, and the client of the HTTP
 * API. It stands below {@code cli} and {@code bench}, which both have commands.
 */
@org.springframework.modulith.ApplicationModule(allowedDependencies = {"access", "campaign", "text"})
@org.jspecify.annotations.NullMarked
package io.minicrm.console;
