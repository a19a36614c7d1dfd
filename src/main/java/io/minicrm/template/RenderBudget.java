package io.minicrm.template;

/**
 * What one rendering may cost, counted rather than timed, so that the same template and lead always end the same way. Everything
 * that takes time or memory is paid from it, in the rendering thread.
 */
final class RenderBudget {

    /** The longest text, the message itself or any text made on the way. */
    static final int MAX_TEXT = 100_000;

    /** The longest list. */
    static final int MAX_ITEMS = 10_000;

    /** The most turns of all loops together. */
    static final int MAX_ITERATIONS = 10_000;

    /** What every node of the template costs. */
    static final int NODE = 20;

    private static final long MAX_WORK = 2_000_000;
    private static final ScopedValue<RenderBudget> CURRENT = ScopedValue.newInstance();

    private long work;

    /** Renders under a fresh budget. */
    static <T> T within(ScopedValue.CallableOp<T, RuntimeException> rendering) {
        return ScopedValue.where(CURRENT, new RenderBudget()).call(rendering);
    }

    /**
     * Pays for work: one unit is about a character copied.
     *
     * @throws TemplateRenderException when the budget is used up
     */
    static void spend(long units) {
        RenderBudget budget = CURRENT.get();
        budget.work += units;
        if (budget.work > MAX_WORK) {
            throw new TemplateRenderException("The template takes too much work; use fewer or shorter loops and texts");
        }
    }

    /**
     * Checks a text's length.
     *
     * @throws TemplateRenderException when it is above {@value #MAX_TEXT}
     */
    static void checkText(long length) {
        if (length > MAX_TEXT) {
            throw new TemplateRenderException(
                    "The text grows beyond %d characters; use fewer or shorter loops and texts".formatted(MAX_TEXT));
        }
    }
}
