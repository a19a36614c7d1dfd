/**
 * Decides whether messages may be sent now: an ordered list of gates judges each batch. A new gate is one class.
 */
@org.springframework.modulith.ApplicationModule(allowedDependencies = {"lead", "segment", "campaign"})
@org.jspecify.annotations.NullMarked
package io.minicrm.gate;
