package io.minicrm.gate;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.List;
import java.util.Locale;

/** The rate limits that hold over all senders together, beside those of single campaigns; they may be changed while messages go out. */
public interface Limits {

    /** What a limit is for. */
    enum Scope {
        /** Everything that leaves through a channel. */
        CHANNEL,
        /** Every message to an address of a mail domain. */
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
     * @param perSecond messages a second, 1 or more
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

    /** Sets a limit, or changes the one of the same scope and name. Senders follow within two seconds. */
    void set(Limit limit);

    /** Lifts a limit; false when there was none. */
    boolean remove(Scope scope, String name);
}
