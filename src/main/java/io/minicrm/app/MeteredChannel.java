package io.minicrm.app;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.minicrm.delivery.Channel;
import io.minicrm.lead.Lead;
import org.jspecify.annotations.Nullable;

/** Times what a channel is handed, by its answer. */
final class MeteredChannel implements Channel {

    private final Channel channel;
    private final MeterRegistry meters;

    MeteredChannel(Channel channel, MeterRegistry meters) {
        this.channel = channel;
        this.meters = meters;
    }

    @Override
    public String name() {
        return channel.name();
    }

    @Override
    public boolean isIdempotent() {
        return channel.isIdempotent();
    }

    @Override
    public @Nullable String addressOf(Lead lead) {
        return channel.addressOf(lead);
    }

    @Override
    public SendResult send(OutboundMessage message) throws InterruptedException {
        Timer.Sample begun = Timer.start(meters);
        String answer = "none";
        try {
            SendResult result = channel.send(message);
            answer = answer(result);
            return result;
        } finally {
            begun.stop(Timer.builder("minicrm.sends")
                    .description("Messages handed to a channel, until it answered")
                    .tag("channel", channel.name())
                    .tag("answer", answer)
                    .register(meters));
        }
    }

    private static String answer(SendResult result) {
        return switch (result) {
            case SendResult.Accepted accepted -> "accepted";
            case SendResult.Rejected rejected -> "rejected";
            case SendResult.Transient trouble -> "transient";
            case SendResult.Uncertain unclear -> "uncertain";
        };
    }
}
