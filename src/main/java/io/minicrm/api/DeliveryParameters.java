package io.minicrm.api;

import io.minicrm.delivery.DeliveryFilter;
import io.minicrm.delivery.DeliveryStatus;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The query parameters that select messages of a campaign; {@link DeliveryFilter} describes them.
 *
 * @param status the codes of the statuses
 * @param chunk the index of the chunk
 * @param lead the id of the lead
 */
record DeliveryParameters(
        @Nullable List<String> status,

        @Nullable String error,
        @Nullable Integer chunk,
        @Nullable String lead) {

    private static final int MAX_ERROR_LENGTH = 1_000;

    DeliveryFilter filter() {
        if (chunk != null && chunk < 0) {
            throw InvalidRequestException.of("chunk", "is %d; chunks are counted from 0".formatted(chunk));
        }
        if (error != null && error.length() > MAX_ERROR_LENGTH) {
            throw InvalidRequestException.of(
                    "error", "has %d characters; the limit is %d".formatted(error.length(), MAX_ERROR_LENGTH));
        }
        return new DeliveryFilter(statuses(), isGiven(error) ? error : null, chunk, isGiven(lead) ? lead : null);
    }

    private static boolean isGiven(@Nullable String value) {
        return value != null && !value.isEmpty();
    }

    private Set<DeliveryStatus> statuses() {
        Set<DeliveryStatus> statuses = EnumSet.noneOf(DeliveryStatus.class);
        for (String code : status == null ? List.<String>of() : status) {
            if (isGiven(code)) {
                statuses.add(deliveryStatus(code.strip()));
            }
        }
        return statuses;
    }

    private static DeliveryStatus deliveryStatus(String text) {
        return Arrays.stream(DeliveryStatus.values())
                .filter(status -> status.code().equals(text))
                .findFirst()
                .orElseThrow(() -> InvalidRequestException.of(
                        "status",
                        "is \"%s\"; give one or more of %s"
                                .formatted(
                                        text,
                                        Arrays.stream(DeliveryStatus.values())
                                                .map(DeliveryStatus::code)
                                                .collect(Collectors.joining(", ")))));
    }
}
