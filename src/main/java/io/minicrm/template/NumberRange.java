package io.minicrm.template;

import java.util.AbstractList;
import java.util.List;

/**
 * The value of {@code (from..to)}.
 *
 * @param to included; less than {@code from} for an empty range
 */
record NumberRange(long from, long to) {

    boolean isEmpty() {
        return to < from;
    }

    /**
     * The numbers, as a view that takes no memory.
     *
     * @throws TemplateRenderException if there are more than {@link Integer#MAX_VALUE}
     */
    List<Object> items() {
        if (isEmpty()) {
            return List.of();
        }
        // The difference of the halves does not overflow.
        if (to / 2 - from / 2 >= Integer.MAX_VALUE / 2) {
            throw RenderBudget.tooManyItems();
        }
        int size = (int) (to - from + 1);
        return new AbstractList<>() {
            @Override
            public Object get(int index) {
                return from + index;
            }

            @Override
            public int size() {
                return size;
            }
        };
    }
}
