package io.minicrm.postgres;

import io.minicrm.delivery.DeliveryStatus;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.Collectors;

/**
 * The stored codes of delivery statuses in SQL. A statement names them: {@code {retrying}} becomes {@code 1}, and
 * {@code {rank:d.status}} becomes an expression for the position of {@code d.status} in the order of the statuses.
 */
final class StatusCodes {

    /** PostgreSQL's arrays count from 1, stored codes from 0. */
    private static final String RANKS = Arrays.stream(DeliveryStatus.values())
            .sorted(Comparator.comparingInt(DeliveryStatus::storedCode))
            .map(status -> Integer.toString(status.ordinal()))
            .collect(Collectors.joining(",", "('{", "}'::int[])"));

    private static final String SENT = Arrays.stream(DeliveryStatus.values())
            .filter(DeliveryStatus::isSent)
            .map(status -> Integer.toString(status.storedCode()))
            .collect(Collectors.joining(", ", "(", ")"));

    private static final String SETTLED = Arrays.stream(DeliveryStatus.values())
            .filter(DeliveryStatus::isSettled)
            .map(status -> Integer.toString(status.storedCode()))
            .collect(Collectors.joining(", ", "(", ")"));

    private static final String WAITING = Arrays.stream(DeliveryStatus.values())
            .filter(DeliveryStatus::isWaiting)
            .map(status -> Integer.toString(status.storedCode()))
            .collect(Collectors.joining(", ", "(", ")"));

    private StatusCodes() {}

    /**
     * The statement with codes in place of names: {@code {sending}} and so on, {@code {rank:column}}, and the lists
     * {@code {any:sent}} (taken by the provider), {@code {any:settled}} and {@code {any:waiting}}.
     */
    static String in(String sql) {
        String coded = sql.replaceAll("\\{rank:([a-z.]+)}", RANKS + "[$1 + 1]")
                .replace("{any:sent}", SENT)
                .replace("{any:settled}", SETTLED)
                .replace("{any:waiting}", WAITING);
        for (DeliveryStatus status : DeliveryStatus.values()) {
            coded = coded.replace("{" + status.code() + "}", Integer.toString(status.storedCode()));
        }
        return coded;
    }
}
