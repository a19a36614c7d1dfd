package io.minicrm.template;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A function on values that templates apply with {@code |}. Its input, arguments and result are paid for by the caller.
 */
@FunctionalInterface
interface Filter {

    @Nullable
    Object apply(@Nullable Object input, Arguments arguments);

    /**
     * The arguments of one call.
     *
     * @param named arguments with a name
     */
    record Arguments(List<@Nullable Object> values, Map<String, @Nullable Object> named, RenderBudget budget) {

        /** Whether the argument is given and has a value. */
        boolean has(int index) {
            return get(index) != null;
        }

        /** An argument; null if it is not given. */
        @Nullable
        Object get(int index) {
            return index < values.size() ? values.get(index) : null;
        }

        /** An argument as a text. */
        String text(int index) {
            return Values.text(get(index));
        }

        /** An argument as a number. */
        Number number(int index) {
            return Numbers.of(get(index));
        }

        /**
         * An argument that has to be a whole number, as it is or as a text.
         *
         * @throws TemplateRenderException if it is not
         */
        int integer(int index) {
            return Integers.of(get(index));
        }
    }
}
