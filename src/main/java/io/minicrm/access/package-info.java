/**
 * Who may do what: scopes, roles, users and their sessions, API keys, and the audit log. Knows nothing of
 * what it protects.
 */
@org.springframework.modulith.ApplicationModule(allowedDependencies = {"problem", "text"})
@org.jspecify.annotations.NullMarked
package io.minicrm.access;
