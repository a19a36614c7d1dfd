package io.minicrm.gate;

import java.util.Arrays;
import java.util.Optional;

/**
 * Names a rate limit. As text, which is stored and part of messages, it is {@code domain:gmail.com}.
 *
 * @param name the channel's name, or the domain in lower case
 */
public record LimitKey(Limits.Scope scope, String name) {

    private static final char SEPARATOR = ':';

    /** What names a limit. */
    public static LimitKey of(Limits.Limit limit) {
        return new LimitKey(limit.scope(), limit.name());
    }

    /** The limit as text. */
    public String code() {
        return scope.code() + SEPARATOR + name;
    }

    /** The limit that the text names; empty if it names none. */
    public static Optional<LimitKey> ofCode(String code) {
        int end = code.indexOf(SEPARATOR);
        return end < 0
                ? Optional.empty()
                : Arrays.stream(Limits.Scope.values())
                        .filter(scope -> scope.code().equals(code.substring(0, end)))
                        .map(scope -> new LimitKey(scope, code.substring(end + 1)))
                        .findFirst();
    }
}
