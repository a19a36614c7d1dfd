package io.minicrm.delivery;

import io.minicrm.delivery.Channel.SendResult;
import io.minicrm.delivery.Deliveries.Claim;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Is notified of the workers' actions, for metrics. It is called in their threads, so it must be fast and must not
 * throw.
 */
public interface DeliveryObserver {

    /** A batch of messages was claimed. */
    void claimed(List<Claim> answers);

    /** A channel has sent one message. {@code result} is null if the channel threw an exception. */
    void sent(String channel, @Nullable SendResult result, Duration took);

    /** A batch of receipts was written; a receipt that Kafka delivers twice is reported twice. */
    void received(List<Receipt> receipts);

    /** A round of recounting has taken that many touches of chunks. */
    void recounted(int touches);

    /** Messages that had vanished from Kafka were published again from the plan. */
    default void republished(int chunks, int messages) {}

    /** Records that do not belong to a campaign's plan were dropped. */
    default void foreign(String topic, int records) {}
}
