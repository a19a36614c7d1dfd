package io.minicrm.delivery;

import io.minicrm.delivery.Channel.SendResult;
import io.minicrm.delivery.Deliveries.Claim;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Learns what the workers do, for counting. Called in their threads, so it has to be quick and must not throw. */
public interface DeliveryObserver {

    /** A batch of messages was claimed. */
    void claimed(List<Claim> answers);

    /** A channel was given one message. {@code result} is null if it answered with an exception. */
    void sent(String channel, @Nullable SendResult result, Duration took);

    /** A batch of receipts was written; a receipt that Kafka delivers twice is reported twice. */
    void received(List<Receipt> receipts);

    /** That many touches of chunks were recounted. */
    void recounted(int touches);
}
