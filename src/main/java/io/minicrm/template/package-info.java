/**
 * The Liquid engine with its limits: templates are parsed once, rendered per lead, and bounded in time and size.
 */
@org.springframework.modulith.ApplicationModule(allowedDependencies = {"lead", "problem"})
@org.jspecify.annotations.NullMarked
package io.minicrm.template;
