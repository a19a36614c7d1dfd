package io.minicrm.inspector;

/** The topic does not exist. */
public final class UnknownTopicException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    UnknownTopicException(String topic) {
        super("There is no topic '%s'; `mini-crm kafka list` lists the existing ones.".formatted(topic));
    }
}
