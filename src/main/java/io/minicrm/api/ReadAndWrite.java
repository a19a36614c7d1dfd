package io.minicrm.api;

import io.minicrm.problem.Precondition;
import java.util.function.BiFunction;
import java.util.function.Supplier;

/** Changes that depend on what is stored, such as patches, without losing what others write at the same time. */
final class ReadAndWrite {

    private ReadAndWrite() {}

    /**
     * Reads and writes until nothing has changed in between. That it has to be repeated means that somebody else's
     * change was made, so that not all can wait forever.
     *
     * @param read what is stored
     * @param write stores what follows from it, if the precondition is fulfilled
     */
    static <T, R> R of(Supplier<T> read, BiFunction<T, Precondition<T>, R> write) {
        while (true) {
            T seen = read.get();
            try {
                return write.apply(seen, stored -> {
                    if (!seen.equals(stored)) {
                        throw new ChangedException();
                    }
                });
            } catch (ChangedException again) {
                // Somebody else was faster.
            }
        }
    }

    private static final class ChangedException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        ChangedException() {
            super("changed since it was read", null, false, false);
        }
    }
}
