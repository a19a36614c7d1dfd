package io.minicrm.inspector;

import io.minicrm.kafka.BrokerUnreachableException;
import io.minicrm.pending.PendingRead;
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
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;

/** Waits for the answers of Kafka clients, and translates their exceptions into ours, which say what to do. */
final class BrokerAnswers {

    private final String brokers;

    BrokerAnswers(String brokers) {
        this.brokers = brokers;
    }

    /** @throws java.util.concurrent.CancellationException if nobody waits for the answer any more */
    <T> T await(KafkaFuture<T> answer) {
        try {
            return awaitOrFail(answer);
        } catch (ExecutionException failure) {
            throw translated(failure.getCause());
        }
    }

    /** The same for callers that know what to do about some failures. */
    <T> T awaitOrFail(KafkaFuture<T> answer) throws ExecutionException {
        try (PendingRead.Work _ = PendingRead.beginCurrent(() -> answer.cancel(true))) {
            return answer.get();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new BrokerRefusedException("Interrupted while waiting for " + brokers, interrupted);
        }
    }

    /** For client methods that throw instead of returning a future. */
    <T> T call(Supplier<T> request) {
        try {
            return request.get();
        } catch (KafkaException failure) {
            throw translated(failure);
        }
    }

    RuntimeException translated(@Nullable Throwable failure) {
        return switch (failure) {
            case TimeoutException timeout -> new BrokerUnreachableException(brokers, timeout);
            case DisconnectException gone -> new BrokerUnreachableException(brokers, gone);
            case SslAuthenticationException tls ->
                new BrokerRefusedException("TLS with %s failed: %s".formatted(brokers, tls.getMessage()), tls);
            case AuthenticationException refused ->
                new BrokerRefusedException(
                        "%s refused the login: %s. Check --command-config.".formatted(brokers, refused.getMessage()),
                        refused);
            case UnknownTopicOrPartitionException unknown ->
                new BrokerRefusedException("The topic no longer exists: " + unknown.getMessage(), unknown);
            case ConfigException invalid -> invalidSettings(invalid);
            case KafkaException other
            when other.getCause() instanceof ConfigException invalid -> invalidSettings(invalid);
            case WakeupException stopped -> new BrokerRefusedException("The scan was stopped", stopped);
            case null -> new BrokerRefusedException(brokers + " refused without a reason", null);
            default -> new BrokerRefusedException("%s answered: %s".formatted(brokers, failure.getMessage()), failure);
        };
    }

    /** For requests to all brokers, whose failure says no more than that none of them answered. */
    RuntimeException unreachable(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof AuthenticationException) {
                return translated(cause);
            }
        }
        return new BrokerUnreachableException(brokers, failure);
    }

    private RuntimeException invalidSettings(ConfigException invalid) {
        String message = String.valueOf(invalid.getMessage());
        if (message.contains("resolvable") || message.contains("bootstrap")) {
            return new BrokerUnreachableException(brokers, invalid);
        }
        return new BrokerRefusedException("Invalid client settings: " + message, invalid);
    }
}
