/**
 * The channels that messages leave through: one class per channel behind the port {@code delivery.Channel}, and one
 * factory per channel that reads its settings. {@link io.minicrm.channel.ConfiguredChannels} lists the factories.
 */
@org.springframework.modulith.ApplicationModule(
        allowedDependencies = {"delivery", "lead", "settings", "template", "text", "campaign"})
@org.jspecify.annotations.NullMarked
package io.minicrm.channel;
