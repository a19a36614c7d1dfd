/** What every store has to keep, as suites that each backend's tests inherit. */
@org.jspecify.annotations.NullMarked
package io.minicrm.store;
