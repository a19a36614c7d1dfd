/**
 * Who is chosen: rules over leads, segments that name them, and the audience they pick.
 */
@org.springframework.modulith.ApplicationModule(allowedDependencies = {"lead", "text", "problem"})
@org.jspecify.annotations.NullMarked
package io.minicrm.segment;
