/**
 * Holds what is in {@code deploy/} against the validators of those who will read it, and against the code, so that it cannot go stale. No
 * container and no cluster is started.
 */
@org.jspecify.annotations.NullMarked
package io.minicrm.deploy;
