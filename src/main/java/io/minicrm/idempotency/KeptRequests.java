package io.minicrm.idempotency;

import java.time.Instant;

/** The stored requests with idempotency keys. Each method is atomic, and safe to repeat. */
public interface KeptRequests {

    /**
     * Stores a request that is about to be carried out, unless there is one with the same id that has neither expired
     * nor been given up by its holder.
     *
     * <p>A request that is held for longer than the given one, and more than clocks may differ, is held by a clock that
     * was ahead. Nobody has to wait for that time: it counts as given up.
     *
     * @param request without an answer
     * @return what is stored now: if its holder is the given one, the request is to be carried out, with the seed that
     *     it has; else it is another execution's, with or without an answer
     */
    KeptRequest claim(KeptRequest request, Instant now);

    /** Stores the answer, if the execution still holds the request. */
    void answer(String id, String holder, String fingerprint, String answer);

    /** Lets the next request of this id be carried out at once, with the same seed. */
    void giveUp(String id, String holder, Instant now);

    /** Forgets the request, because it changed nothing. */
    void forget(String id, String holder);

    /**
     * Deletes those that have expired, and of each principal the oldest beyond a number.
     *
     * @param most the answered requests that are kept for each principal
     */
    void sweep(Instant now, int most);
}
