package io.minicrm.flow;

/** No broker answers. */
public final class BrokerUnreachableException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    BrokerUnreachableException(String brokers, Throwable cause) {
        super(
                "No Kafka broker answers at %s. Start one there, or set KAFKA_BROKERS to where one runs."
                        .formatted(brokers),
                cause);
    }
}
