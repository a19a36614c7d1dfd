/**
 * Consents of leads: who agreed to be contacted, when and where. A consent is the only thing that takes back an
 * opt-out.
 */
@org.springframework.modulith.ApplicationModule(allowedDependencies = {"lead", "problem", "text"})
@org.jspecify.annotations.NullMarked
package io.minicrm.consent;
