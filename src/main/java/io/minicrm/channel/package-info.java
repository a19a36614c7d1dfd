/**
 * Where messages leave the house: one class a channel, each behind the port {@code delivery.Channel}.
 */
@org.springframework.modulith.ApplicationModule(allowedDependencies = {"delivery", "lead", "text"})
@org.jspecify.annotations.NullMarked
package io.minicrm.channel;
