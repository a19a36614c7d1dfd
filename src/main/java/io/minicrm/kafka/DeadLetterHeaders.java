package io.minicrm.kafka;

/** The headers of a dead letter, under the names that Spring Kafka uses. Numbers are in big-endian binary form. */
public final class DeadLetterHeaders {

    /** The beginning of all header names that a dead letter has in addition to those of its record. */
    public static final String PREFIX = "kafka_dlt-";

    public static final String ORIGINAL_TOPIC = PREFIX + "original-topic";
    public static final String ORIGINAL_PARTITION = PREFIX + "original-partition";
    public static final String ORIGINAL_OFFSET = PREFIX + "original-offset";
    public static final String ORIGINAL_TIMESTAMP = PREFIX + "original-timestamp";
    public static final String ORIGINAL_CONSUMER_GROUP = PREFIX + "original-consumer-group";
    public static final String EXCEPTION_CLASS = PREFIX + "exception-fqcn";
    public static final String EXCEPTION_MESSAGE = PREFIX + "exception-message";

    private DeadLetterHeaders() {}
}
