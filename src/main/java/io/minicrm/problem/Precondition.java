package io.minicrm.problem;

import org.jspecify.annotations.Nullable;

/**
 * What a stored thing must be for a change to be made. A store checks it in one atomic step with the change: nothing
 * can change in between. It may be checked several times, each time against what is stored then.
 *
 * @param <T> the stored thing
 */
@FunctionalInterface
public interface Precondition<T> {

    /**
     * Throws any unchecked exception if the change must not be made. The store passes it on and changes nothing.
     *
     * @param stored null if there is nothing yet
     */
    void check(@Nullable T stored);

    /** The precondition that anything fulfils, for which a store need not read first. */
    @SuppressWarnings("unchecked") // It looks at nothing.
    static <T> Precondition<T> none() {
        return (Precondition<T>) None.NONE;
    }

    /** True if there is nothing to check. */
    default boolean isNone() {
        return this == None.NONE;
    }

    /** The one instance, by which it is recognised. */
    enum None implements Precondition<Object> {
        NONE;

        @Override
        public void check(@Nullable Object stored) {
            // Anything will do.
        }
    }
}
