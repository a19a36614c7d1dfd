package io.minicrm.channel;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Recognizes failures that come from this process or machine and not from the provider: no file descriptors, local
 * ports, threads or native memory are left. The JDK reports most of them as an {@link java.io.IOException} with the
 * operating system's text.
 */
final class Exhaustion {

    /** The texts of EMFILE and ENFILE, ENOMEM, ENOBUFS, EADDRNOTAVAIL and EAGAIN of new threads, in lower case. */
    private static final List<String> TEXTS = List.of(
            "too many open files",
            "cannot allocate memory",
            "no buffer space available",
            "cannot assign requested address",
            "resource temporarily unavailable");

    private Exhaustion() {}

    static boolean causes(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof OutOfMemoryError || saysSo(cause.getMessage())) {
                return true;
            }
        }
        return false;
    }

    private static boolean saysSo(@Nullable String message) {
        String text = message == null ? "" : message.toLowerCase(Locale.ROOT);
        return TEXTS.stream().anyMatch(text::contains);
    }
}
