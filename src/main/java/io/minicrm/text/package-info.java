/**
 * Operations on text that several packages share, each written once: instants as text, shortening, hashes. Pure
 * functions; this package imports no other.
 */
@org.springframework.modulith.ApplicationModule(allowedDependencies = {})
@org.jspecify.annotations.NullMarked
package io.minicrm.text;
