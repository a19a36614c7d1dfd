package io.minicrm.kafka;

import io.minicrm.text.VisibleText;

/** No broker can be reached. */
public final class BrokerUnreachableException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public BrokerUnreachableException(String brokers, Throwable cause) {
        super(
                ("No Kafka broker can be used at %s (%s). Start one there, or set KAFKA_BROKERS to where one runs."
                                + " If the one there asks for a password, set KAFKA_CONFIG to a file with it; the"
                                + " embedded broker writes kafka/client.properties in its data folder.")
                        .formatted(VisibleText.withoutUserInfo(brokers), reason(cause)),
                cause);
    }

    private static String reason(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        String message = root.getMessage() == null ? "" : root.getMessage();
        return VisibleText.withoutUserInfo(message.lines().findFirst().orElse("no answer"));
    }
}
