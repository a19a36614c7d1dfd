/**
 * What a person does with campaigns: creates one from an order (checks, idempotency, chunk size, plan) and controls it
 * while it runs (pause, resume, cancel, retry, pace, recount). The control is here and not in {@code delivery}, because
 * it acts for people, as the launch does; the workers of the delivery only read what it stored.
 */
@org.springframework.modulith.ApplicationModule(
        allowedDependencies = {"lead", "segment", "chunk", "template", "campaign", "delivery", "text", "problem", "gate"
        })
@org.jspecify.annotations.NullMarked
package io.minicrm.launch;
