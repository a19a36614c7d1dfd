/**
 * Sample customers and a segment of them, for people who try mini-crm before they bring their own.
 */
@org.springframework.modulith.ApplicationModule(allowedDependencies = {"lead", "segment"})
@org.jspecify.annotations.NullMarked
package io.minicrm.samples;
