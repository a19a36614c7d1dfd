package io.minicrm.delivery;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Lets each message leave when no limit is exceeded by it: that of its campaign, of its channel, of its domain.
 *
 * <p>The limits hold over all sender processes together, and yet the processes do not talk to each other: send ids spread the messages
 * evenly over the partitions, so a process that has a third of the partitions gets a third of the messages, and takes a third of each
 * limit.
 *
 * <p>Each limit is a lane. A message leaves when all its lanes are free, and then each lane is taken for one interval: so there are no
 * bursts, and what a lane left unused is not made up for. Messages that have to wait stand in a queue with those of the same lanes, so
 * that a slow domain holds up nobody but itself; queues take turns. When a lane has a few seconds' worth waiting, further messages go
 * back to the delivery log and return one after the other.
 *
 * <p>Safe for use by many threads. Time is {@link System#nanoTime}, given by the caller.
 *
 * @param <T> what waits here for a message
 */
final class Pacer<T> {

    /** How much of a lane's time may wait here. */
    static final Duration HOLD = Duration.ofSeconds(5);

    /** The longest that a message goes back to the log: a limit that is raised meanwhile should be felt before long. */
    static final Duration LONGEST_RETURN = Duration.ofSeconds(30);

    /** A lane that is served late gives the next message what was lost, up to this. */
    private static final long MAX_LATENESS = Duration.ofMillis(100).toNanos();

    private static final long LONG_AGO = Long.MIN_VALUE / 2;

    private final int maxHeld;
    private final Map<String, Lane> lanes = new HashMap<>();
    private final Map<List<Lane>, Deque<Waiting<T>>> queues = new LinkedHashMap<>();
    private Map<String, Integer> limits = Map.of();
    private double share = 1;
    private boolean shareChanged;
    private int held;

    /** @param maxHeld the most messages that may wait for one lane */
    Pacer(int maxHeld) {
        this.maxHeld = Math.max(1, maxHeld);
    }

    /** When a message may leave. */
    sealed interface Departure {

        /** At once. */
        record Now() implements Departure {}

        /** It waits here, and {@link #due} returns it when its time has come. */
        record Held() implements Departure {}

        /** Not soon enough to wait for it here; about so much later. */
        record Later(Duration delay) implements Departure {}
    }

    /** Takes over the limits of channels and domains as they are now; false when neither they nor the share have changed since. */
    synchronized boolean limit(List<Limits.Limit> current) {
        Map<String, Integer> byKey = new HashMap<>();
        current.forEach(limit -> byKey.put(key(limit.scope(), limit.name()), limit.perSecond()));
        boolean changed = shareChanged || !byKey.equals(limits);
        shareChanged = false;
        limits = byKey;
        return changed;
    }

    /** Tells which part of all messages comes this way, 0 to 1. */
    synchronized void share(double part) {
        shareChanged |= share != part;
        share = part;
    }

    /**
     * Asks for a message to leave.
     *
     * @param maxRate the campaign's own limit, messages a second; null: none
     * @param message what {@link #due} returns if it has to wait
     */
    synchronized Departure depart(SendJob job, @Nullable Integer maxRate, T message, long now) {
        List<Lane> ofMessage = lanes(job, maxRate);
        if (ofMessage.isEmpty()) {
            return new Departure.Now();
        }
        if (!queues.containsKey(ofMessage) && freeAt(ofMessage) <= now) {
            take(ofMessage, now);
            return new Departure.Now();
        }
        List<Lane> full = ofMessage.stream().filter(this::isFull).toList();
        if (!full.isEmpty()) {
            return new Departure.Later(returnOf(full, now));
        }
        queues.computeIfAbsent(ofMessage, key -> new ArrayDeque<>()).add(new Waiting<>(message, now));
        ofMessage.forEach(lane -> lane.held++);
        held++;
        return new Departure.Held();
    }

    private boolean isFull(Lane lane) {
        return lane.held >= Math.max(1, Math.min(maxHeld, HOLD.toNanos() / lane.interval));
    }

    /**
     * The place behind all that went back before, at the lane that is the slowest to have one; the other lanes do not keep a place for a
     * message that cannot take it. Far places are folded into the time that is allowed.
     */
    private static Duration returnOf(List<Lane> full, long now) {
        Lane slowest = Collections.max(full, Comparator.comparingLong(lane -> lane.nextReturn(now)));
        long delay = slowest.nextReturn(now) - now;
        slowest.parked = now + delay + slowest.interval;
        long longest = LONGEST_RETURN.toNanos();
        return Duration.ofNanos(delay <= longest ? delay : longest / 2 + delay % (longest / 2));
    }

    /** The messages that may leave now, those of each queue in the order in which they came. */
    synchronized List<T> due(long now) {
        List<T> due = new ArrayList<>();
        boolean any = held > 0;
        while (any) {
            any = false;
            for (var entry : List.copyOf(queues.entrySet())) {
                List<Lane> ofQueue = entry.getKey();
                Deque<Waiting<T>> queue = entry.getValue();
                Waiting<T> first = queue.element();
                long since = Math.max(freeAt(ofQueue), first.since());
                if (since <= now) {
                    any = true;
                    due.add(first.message());
                    take(ofQueue, Math.max(since, now - MAX_LATENESS));
                    removeFirst(ofQueue, queue);
                }
            }
        }
        return due;
    }

    private void removeFirst(List<Lane> ofQueue, Deque<Waiting<T>> queue) {
        queue.remove();
        ofQueue.forEach(lane -> lane.held--);
        held--;
        // Whoever was served goes to the end of the line.
        queues.remove(ofQueue);
        if (!queue.isEmpty()) {
            queues.put(ofQueue, queue);
        }
    }

    /** How long until the next message is due; the longest time there is when none waits. */
    synchronized long nanosToNext(long now) {
        return queues.keySet().stream()
                .mapToLong(ofQueue -> Math.max(0, freeAt(ofQueue) - now))
                .min()
                .orElse(Long.MAX_VALUE);
    }

    /** Takes out everything that waits, in the order in which it came: to be asked for again under other limits, or given back. */
    synchronized List<T> drain() {
        List<Waiting<T>> all = new ArrayList<>();
        queues.values().forEach(all::addAll);
        all.sort((a, b) -> Long.compare(a.since(), b.since()));
        queues.clear();
        lanes.values().forEach(lane -> lane.held = 0);
        held = 0;
        return all.stream().map(Waiting::message).toList();
    }

    /** How many messages wait here. */
    synchronized int held() {
        return held;
    }

    private static long freeAt(List<Lane> ofMessage) {
        long free = LONG_AGO;
        for (Lane lane : ofMessage) {
            free = Math.max(free, lane.free);
        }
        return free;
    }

    private static void take(List<Lane> ofMessage, long at) {
        ofMessage.forEach(lane -> lane.free = at + lane.interval);
    }

    private List<Lane> lanes(SendJob job, @Nullable Integer maxRate) {
        List<Lane> ofMessage = new ArrayList<>(3);
        if (maxRate != null) {
            ofMessage.add(lane("campaign " + job.campaignId(), maxRate));
        }
        if (!limits.isEmpty()) {
            addIfLimited(ofMessage, key(Limits.Scope.CHANNEL, job.channel()));
            String to = job.to();
            if (to != null && to.indexOf('@') >= 0) {
                addIfLimited(
                        ofMessage,
                        key(
                                Limits.Scope.DOMAIN,
                                to.substring(to.lastIndexOf('@') + 1).toLowerCase(Locale.ROOT)));
            }
        }
        return ofMessage;
    }

    private void addIfLimited(List<Lane> lanesOfMessage, String key) {
        Integer perSecond = limits.get(key);
        if (perSecond != null) {
            lanesOfMessage.add(lane(key, perSecond));
        }
    }

    private Lane lane(String key, int perSecond) {
        Lane lane = lanes.computeIfAbsent(key, k -> new Lane());
        lane.interval = (long) Math.ceil(Duration.ofSeconds(1).toNanos() / (perSecond * Math.max(share, 1e-6)));
        return lane;
    }

    /** Forgets lanes that nobody has used for a while. */
    synchronized void forgetIdle(long now) {
        lanes.values().removeIf(lane -> lane.held == 0 && now - Math.max(lane.free, lane.parked) > HOLD.toNanos());
    }

    private static String key(Limits.Scope scope, String name) {
        return scope + " " + name;
    }

    /** One limit. */
    private static final class Lane {

        private long interval;
        private long free = LONG_AGO;
        private long parked = LONG_AGO;
        private int held;

        long nextReturn(long now) {
            return Math.max(parked, now + held * interval);
        }
    }

    private record Waiting<T>(T message, long since) {}
}
