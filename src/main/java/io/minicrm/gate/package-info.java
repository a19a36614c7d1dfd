/**
 * May this message leave now? An ordered list of gates answers for a batch of messages; adding a gate is one class.
 */
@org.springframework.modulith.ApplicationModule(allowedDependencies = {"lead", "segment", "campaign"})
@org.jspecify.annotations.NullMarked
package io.minicrm.gate;
