package io.minicrm.gate;

import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Why a gate did not let a message pass. The codes are stored and part of the API: they never change. */
public interface Reason {

    /** The name in messages, the store and the API. */
    String code();

    /** The reason in words. */
    String text();

    /** The reasons by code and by text, because messages written before reasons had codes contain the text. */
    static <R extends Reason> Map<String, R> byCodeAndText(R[] reasons) {
        return Arrays.stream(reasons)
                .flatMap(reason -> Stream.of(Map.entry(reason.code(), reason), Map.entry(reason.text(), reason)))
                .distinct()
                .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));
    }
}
