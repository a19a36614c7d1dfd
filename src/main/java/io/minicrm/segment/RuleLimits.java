package io.minicrm.segment;

/** How large a rule may be. */
final class RuleLimits {

    /** The deepest nesting of groups. */
    static final int MAX_DEPTH = 20;

    /** The most groups and conditions in one group. */
    static final int MAX_GROUP = 500;

    /** The most groups and conditions in one rule. */
    static final int MAX_RULES = 2_500;

    /** The most values in one list. */
    static final int MAX_VALUES = 1_000;

    private RuleLimits() {}
}
