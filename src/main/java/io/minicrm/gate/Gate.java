package io.minicrm.gate;

import java.util.List;

/**
 * One question that has to be answered before a message leaves. A gate reads what it needs for a whole batch at once,
 * never per message. Safe for use by several threads.
 */
@FunctionalInterface
public interface Gate {

    /**
     * Judges messages. It may be asked again about the same message, which must be harmless.
     *
     * @param batch messages to which no earlier gate has objected; never empty
     * @return one verdict per message, in their order
     */
    List<Verdict> judge(List<Candidate> batch);
}
