package io.minicrm.channel;

import io.minicrm.delivery.Channel;

/** A channel that holds threads or connections until it is closed. */
interface StartedChannel extends Channel, AutoCloseable {

    @Override
    void close();
}
