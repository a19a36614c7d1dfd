package io.minicrm.api;

import io.minicrm.problem.Precondition;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
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
        return of(read, seen -> {
            try {
                return Optional.of(write.apply(seen, stored -> {
                    if (!seen.equals(stored)) {
                        throw new ChangedException();
                    }
                }));
            } catch (ChangedException again) {
                return Optional.empty();
            }
        });
    }

    /**
     * The same for a store that compares by itself.
     *
     * @param write stores what follows from what was read; empty if somebody else was faster
     */
    static <T, R> R of(Supplier<T> read, Function<T, Optional<R>> write) {
        while (true) {
            Optional<R> written = write.apply(read.get());
            if (written.isPresent()) {
                return written.get();
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
