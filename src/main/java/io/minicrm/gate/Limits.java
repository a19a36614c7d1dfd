package io.minicrm.gate;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.List;
import java.util.Locale;

/** The rate limits of channels and domains, across all senders. They can be changed while messages are being sent. */
public interface Limits {

    /** What a limit applies to. */
    enum Scope {
        /** All messages of a channel. */
        CHANNEL,
        /** All messages to addresses of a mail domain. */
        DOMAIN;

        /** The scope as text. */
        @JsonValue
        public String code() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * A limit.
     *
     * @param name the channel's name, or the domain in lower case
     * @param perSecond messages per second, 1 or more
     */
    record Limit(Scope scope, String name, int perSecond) {

        public Limit {
            if (name.isBlank() || perSecond < 1) {
                throw new IllegalArgumentException("A limit has a name and at least 1 message a second");
            }
        }
    }

    /** All limits, in order of scope and name. */
    List<Limit> all();

    /** Sets a limit, or replaces the one of the same scope and name. Senders apply it within two seconds. */
    void set(Limit limit);

    /** Removes a limit; false if there was none. */
    boolean remove(Scope scope, String name);
}
