package io.minicrm.channel;

import io.minicrm.delivery.Channel;
import java.util.Map;

/** The channels of this process. */
public final class StartedChannels implements AutoCloseable {

    private final Map<String, StartedChannel> byName;

    StartedChannels(Map<String, StartedChannel> byName) {
        this.byName = byName;
    }

    /** The channels by name. */
    public Map<String, Channel> byName() {
        return Map.copyOf(byName);
    }

    @Override
    public void close() {
        byName.values().forEach(StartedChannel::close);
    }
}
