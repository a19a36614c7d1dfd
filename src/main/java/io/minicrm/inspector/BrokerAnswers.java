package io.minicrm.inspector;

import io.minicrm.kafka.BrokerUnreachableException;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.DisconnectException;
import org.apache.kafka.common.errors.SslAuthenticationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;

/** What brokers answer, with their failures told in our words. */
final class BrokerAnswers {

    private final String brokers;

    BrokerAnswers(String brokers) {
        this.brokers = brokers;
    }

    <T> T await(KafkaFuture<T> answer) {
        try {
            return answer.get();
        } catch (ExecutionException failure) {
            throw told(failure.getCause());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new BrokerRefusedException("Interrupted while waiting for " + brokers, interrupted);
        }
    }

    /** For clients that throw instead of handing out futures. */
    <T> T call(Supplier<T> question) {
        try {
            return question.get();
        } catch (KafkaException failure) {
            throw told(failure);
        }
    }

    RuntimeException told(@Nullable Throwable failure) {
        return switch (failure) {
            case TimeoutException timeout -> new BrokerUnreachableException(brokers, timeout);
            case DisconnectException gone -> new BrokerUnreachableException(brokers, gone);
            case SslAuthenticationException tls ->
                new BrokerRefusedException("TLS with %s fails: %s".formatted(brokers, tls.getMessage()), tls);
            case AuthenticationException refused ->
                new BrokerRefusedException(
                        "%s does not let us in: %s. Check --command-config.".formatted(brokers, refused.getMessage()),
                        refused);
            case UnknownTopicOrPartitionException unknown ->
                new BrokerRefusedException("The topic is gone: " + unknown.getMessage(), unknown);
            case ConfigException wrong -> unusable(wrong);
            case KafkaException other when other.getCause() instanceof ConfigException wrong -> unusable(wrong);
            case null -> new BrokerRefusedException(brokers + " refuses without a reason", null);
            default -> new BrokerRefusedException("%s answers: %s".formatted(brokers, failure.getMessage()), failure);
        };
    }

    /** For questions to all brokers, whose failure says no more than that none answered. */
    RuntimeException unreachable(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof AuthenticationException) {
                return told(cause);
            }
        }
        return new BrokerUnreachableException(brokers, failure);
    }

    private RuntimeException unusable(ConfigException wrong) {
        String message = String.valueOf(wrong.getMessage());
        if (message.contains("resolvable") || message.contains("bootstrap")) {
            return new BrokerUnreachableException(brokers, wrong);
        }
        return new BrokerRefusedException("The client settings are wrong: " + message, wrong);
    }
}
