package io.minicrm.api;

import java.io.IOException;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.web.util.DisconnectedClientHelper;

/** Searches the causes of an exception. */
final class Causes {

    private Causes() {}

    /** The first cause of that type, including the exception itself; null if there is none. */
    static <T extends Throwable> @Nullable T find(Throwable exception, Class<T> type) {
        Set<Throwable> seen = new HashSet<>();
        for (Throwable cause = exception; cause != null && seen.add(cause); cause = cause.getCause()) {
            if (type.isInstance(cause)) {
                return type.cast(cause);
            }
        }
        return null;
    }

    /** True if the client has closed the connection, so that it cannot get an answer. */
    static boolean isLostClient(Throwable exception) {
        return find(exception, IOException.class) != null
                && DisconnectedClientHelper.isClientDisconnectedException(exception);
    }
}
