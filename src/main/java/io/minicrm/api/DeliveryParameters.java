package io.minicrm.api;

import io.minicrm.delivery.DeliveryFilter;
import io.minicrm.delivery.DeliveryStatus;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The query parameters that select messages of a campaign; {@link DeliveryFilter} describes them.
 *
 * @param chunk the index of the chunk
 * @param lead the id of the lead
 */
record DeliveryParameters(
        @Schema(implementation = DeliveryStatus.class) @Nullable
        String status,

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
        return new DeliveryFilter(
                isGiven(status) ? deliveryStatus(status) : null,
                isGiven(error) ? error : null,
                chunk,
                isGiven(lead) ? lead : null);
    }

    private static boolean isGiven(@Nullable String value) {
        return value != null && !value.isEmpty();
    }

    private static DeliveryStatus deliveryStatus(@Nullable String text) {
        return Arrays.stream(DeliveryStatus.values())
                .filter(status -> status.code().equals(text))
                .findFirst()
                .orElseThrow(() -> InvalidRequestException.of(
                        "status",
                        "is \"%s\"; give one of %s"
                                .formatted(
                                        text,
                                        Arrays.stream(DeliveryStatus.values())
                                                .map(DeliveryStatus::code)
                                                .collect(Collectors.joining(", ")))));
    }
}
