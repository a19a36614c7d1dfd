package io.minicrm.problem;

/** Why input cannot be accepted. The later of two kinds is the one that its sender has to fix first. */
public enum InputFault {

    /** It is well-formed, and contradicts what is stored: a field that no lead has, a value of another type. */
    CONFLICT,

    /** It names something that does not exist. */
    NOT_FOUND,

    /** It names something that its sender may not use. */
    FORBIDDEN,

    /** It is wrong whatever is stored. */
    INVALID;

    /** The fault of input that has both. */
    public InputFault and(InputFault other) {
        return compareTo(other) >= 0 ? this : other;
    }
}
