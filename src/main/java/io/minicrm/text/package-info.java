/**
 * The text forms that several packages share, each written in one place. Pure functions without state; this package knows no other.
 */
@org.springframework.modulith.ApplicationModule(allowedDependencies = {})
@org.jspecify.annotations.NullMarked
package io.minicrm.text;
