package io.minicrm.kafka;

/**
 * What a loop reads.
 *
 * @param group the consumer group that shares the work
 * @param maxPollRecords the largest number of records that one poll returns, and so the largest batch
 */
public record Subscription<I>(String group, Topic<I> topic, int maxPollRecords) {}
