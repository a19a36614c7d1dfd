/**
 * A Liquid engine with limits. Templates are parsed once and rendered per lead, in bounded time and memory.
 */
@org.springframework.modulith.ApplicationModule(allowedDependencies = {"problem"})
@org.jspecify.annotations.NullMarked
package io.minicrm.template;
