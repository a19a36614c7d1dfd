package io.minicrm.channel;

import io.minicrm.delivery.ReceiptPublisher;
import io.minicrm.settings.Environment;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The channels that the environment configures, before they are started. */
public final class ConfiguredChannels {

    /** The channel of campaigns that name none; every installation has it. */
    public static final String DEFAULT = Simulator.NAME;

    /** Every channel of the program; a new channel is one more line. */
    private static final List<ChannelFactory> FACTORIES = List.of(new SimulatorFactory(), new WebhookFactory());

    private final Map<String, ChannelFactory.Start> byName;

    private ConfiguredChannels(Map<String, ChannelFactory.Start> byName) {
        this.byName = byName;
    }

    /**
     * Reads the settings of all channels.
     *
     * @throws io.minicrm.settings.InvalidSettingException if a value cannot be used
     */
    public static ConfiguredChannels from(Environment environment) {
        Map<String, ChannelFactory.Start> byName = new LinkedHashMap<>();
        for (ChannelFactory factory : FACTORIES) {
            factory.configure(environment).ifPresent(start -> byName.put(factory.name(), start));
        }
        return new ConfiguredChannels(byName);
    }

    /** The channels that are not configured, each with what it lacks. */
    public Map<String, String> missing() {
        Map<String, String> missing = new LinkedHashMap<>();
        FACTORIES.stream()
                .filter(factory -> !byName.containsKey(factory.name()))
                .forEach(factory -> missing.put(factory.name(), factory.missing()));
        return missing;
    }

    /** Starts them all; if one fails, those started before it are closed again. */
    public StartedChannels start(ReceiptPublisher receipts, Clock clock) {
        Map<String, StartedChannel> started = new LinkedHashMap<>();
        StartedChannels channels = new StartedChannels(started);
        try {
            byName.forEach((name, start) -> started.put(name, start.start(receipts, clock)));
            return channels;
        } catch (RuntimeException failure) {
            channels.close();
            throw failure;
        }
    }
}
