package io.minicrm.channel;

import io.minicrm.delivery.ReceiptPublisher;
import io.minicrm.settings.Environment;
import java.time.Clock;
import java.util.Optional;

/** Makes one channel from the environment variables that configure it. */
interface ChannelFactory {

    /** The channel's name, by which campaigns select it. */
    String name();

    /** What an installation without this channel lacks, such as a setting. */
    String missing();

    /**
     * Reads the channel's settings, before anything is started.
     *
     * @return empty if the channel is not configured, so that the installation does not have it
     * @throws io.minicrm.settings.InvalidSettingException if a value cannot be used
     */
    Optional<Start> configure(Environment environment);

    /** Starts the channel that was configured. */
    @FunctionalInterface
    interface Start {

        /**
         * @param receipts takes the delivery receipts of a channel that produces them in this process
         */
        StartedChannel start(ReceiptPublisher receipts, Clock clock);
    }
}
