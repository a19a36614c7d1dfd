package io.minicrm.delivery;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Bounds how many messages are with their channels at once: of each channel, and of all together. A message that finds
 * no slot waits in the queue of its channel, without a thread, so that what waits for a slow channel holds up no other.
 * Where channels compete for the slots of all, they take turns.
 *
 * <p>Safe for use by many threads.
 */
final class SendSlots {

    private final int size;
    private final Predicate<InFlightMessage> start;
    private final Map<String, Lane> lanes = new HashMap<>();
    private final List<Lane> turns = new ArrayList<>();
    private int taken;
    private int turn;

    /** The messages of one channel. */
    private static final class Lane {

        private final int size;
        private final Queue<InFlightMessage> waiting = new ArrayDeque<>();
        private int taken;

        Lane(int size) {
            this.size = size;
        }

        boolean hasNext() {
            return taken < size && !waiting.isEmpty();
        }
    }

    /**
     * @param size how many messages have a slot at once
     * @param byChannel the same for each channel
     * @param start starts a message that has got a slot, and returns at once; false if it could not be started, which
     *     frees its slot
     */
    SendSlots(int size, Map<String, Integer> byChannel, Predicate<InFlightMessage> start) {
        this.size = size;
        this.start = start;
        byChannel.forEach((channel, slots) -> {
            Lane lane = new Lane(slots);
            lanes.put(channel, lane);
            turns.add(lane);
        });
    }

    /** Starts a message as soon as there is a slot for it; its channel must be one of those given. */
    void add(InFlightMessage message) {
        synchronized (this) {
            lane(message).waiting.add(message);
        }
        startNext();
    }

    /** Frees the slot of a message that was started, and starts the next. */
    void release(InFlightMessage message) {
        free(message);
        startNext();
    }

    private synchronized void free(InFlightMessage message) {
        lane(message).taken--;
        taken--;
    }

    /** Takes out the messages that wait. */
    synchronized List<InFlightMessage> drain() {
        List<InFlightMessage> drained = new ArrayList<>();
        for (Lane lane : turns) {
            drained.addAll(lane.waiting);
            lane.waiting.clear();
        }
        return drained;
    }

    /** How many messages have a slot. */
    synchronized int taken() {
        return taken;
    }

    private Lane lane(InFlightMessage message) {
        return Objects.requireNonNull(lanes.get(message.job().channel()));
    }

    private void startNext() {
        for (InFlightMessage next = next(); next != null; next = next()) {
            if (!start.test(next)) {
                free(next);
            }
        }
    }

    /** Gives a slot to the first message of the channel whose turn it is. */
    private synchronized @Nullable InFlightMessage next() {
        for (int looked = 0; looked < turns.size() && taken < size; looked++) {
            Lane lane = turns.get(turn);
            turn = (turn + 1) % turns.size();
            if (lane.hasNext()) {
                lane.taken++;
                taken++;
                return lane.waiting.remove();
            }
        }
        return null;
    }
}
