package io.minicrm.kafka;

import java.util.function.Predicate;

/**
 * What a loop does about failures.
 *
 * @param deadLetters receives the records that cannot be processed
 * @param isTemporary true for failures that end by themselves, such as an unreachable store; a batch is retried for as
 *     long as they last
 */
public record ErrorHandling(DeadLetters deadLetters, Predicate<Throwable> isTemporary) {

    public ErrorHandling {
        Predicate<Throwable> given = isTemporary;
        isTemporary = failure -> failure instanceof PublishFailedException || given.test(failure);
    }
}
