/**
 * Checks the files in {@code deploy/} with the validators of their formats and against the code, so that they cannot become outdated. No
 * container or cluster is started.
 */
@org.jspecify.annotations.NullMarked
package io.minicrm.deploy;
