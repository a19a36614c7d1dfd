package io.minicrm.gate;

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
 * Decides when each message may leave so that no limit is exceeded: that of its campaign, of its channel, of its
 * domain.
 *
 * <p>The limits hold over all sender processes together, although the processes do not talk to each other: send ids
 * spread the messages evenly over the partitions, so a process with a third of the partitions gets a third of the
 * messages, and uses a third of each limit.
 *
 * <p>Each limit is a {@link Throttle}. A message leaves when all its throttles are free; each of them is then taken for
 * one interval. There are no bursts, and an interval that was not used is lost. Messages that have to wait are queued
 * with those of the same throttles, so a slow domain delays only itself; the queues take turns. When a throttle has a
 * few seconds' worth of messages waiting, further messages go back to the delivery log. Those whose turn comes within
 * half a minute come back at their turn. All others come back at a moderate rate to ask again: with 50,000 messages
 * behind a limit of 10 per second, about 200 per second ask.
 *
 * <p>Example: a domain may receive 10 messages per second, so its interval is 100 ms. Of 1,000 messages that arrive at
 * once the first leaves, 50 are held (five seconds' worth), the next 250 come back one after the other within the
 * following 25 seconds, and the other 699 come back 15 seconds from now and later.
 *
 * <p>Safe for use by many threads. Time is {@link System#nanoTime}, given by the caller.
 *
 * @param <T> what waits here for a message
 */
final class Pacer<T> {

    /** The number of seconds' worth of messages that may wait here for a throttle. */
    static final Duration HOLD = Duration.ofSeconds(5);

    /** Turns are given out this far ahead. */
    static final Duration HORIZON = Duration.ofSeconds(30);

    /** The longest time after which a message asks again. */
    static final Duration LONGEST_RETURN = Duration.ofMinutes(10);

    /** The shortest time after which a message without a turn asks again. */
    private static final long SHORTEST_RETURN = HORIZON.dividedBy(2).toNanos();

    /** Messages without a turn come back 200 per second, or twice as fast as their throttle lets them leave. */
    private static final long RETURN_INTERVAL = Duration.ofMillis(5).toNanos();

    /** If a throttle is served late, the next message may leave earlier by the lost time, up to this limit. */
    private static final long MAX_LATENESS = Duration.ofMillis(100).toNanos();

    private static final long LONG_AGO = Long.MIN_VALUE / 2;

    private final int maxHeld;
    private final Map<String, Throttle> throttles = new HashMap<>();
    private final Map<List<Throttle>, Deque<Waiting<T>>> queues = new LinkedHashMap<>();
    private Map<LimitKey, Integer> limits = Map.of();
    private double share = 1;
    private boolean shareChanged;
    private int held;

    /** @param maxHeld the most messages that may wait for one throttle */
    Pacer(int maxHeld) {
        this.maxHeld = Math.max(1, maxHeld);
    }

    /** When a message may leave. */
    sealed interface Departure {

        /** At once. */
        record Now() implements Departure {}

        /** It waits here, and {@link #due} returns it at its turn. */
        record Held() implements Departure {}

        /**
         * Its turn is too far away to wait for it here; it asks again after {@code delay}.
         *
         * @param limit the limit that has the latest turn; null if that is the campaign's own
         */
        record Later(Duration delay, @Nullable LimitKey limit) implements Departure {}
    }

    /**
     * Sets the limits of channels and domains; false if neither they nor the share have changed since the last call.
     */
    synchronized boolean limit(List<Limits.Limit> current) {
        Map<LimitKey, Integer> byKey = new HashMap<>();
        current.forEach(limit -> byKey.put(LimitKey.of(limit), limit.perSecond()));
        boolean changed = shareChanged || !byKey.equals(limits);
        shareChanged = false;
        limits = byKey;
        return changed;
    }

    /** Sets which part of all messages this process gets, 0 to 1. */
    synchronized void share(double part) {
        shareChanged |= share != part;
        share = part;
    }

    /**
     * What the limits of a message depend on.
     *
     * @param maxRate the campaign's own limit in messages per second; null: none
     * @param address where the message goes; null or without a domain: no domain's limit applies
     */
    record Request(
            String campaignId,
            @Nullable Integer maxRate,
            String channel,
            @Nullable String address) {}

    /**
     * Asks for a message to leave.
     *
     * @param message what {@link #due} returns if it has to wait
     */
    synchronized Departure depart(Request request, T message, long now) {
        List<Throttle> ofMessage = throttles(request);
        if (ofMessage.isEmpty()) {
            return new Departure.Now();
        }
        if (!queues.containsKey(ofMessage) && freeAt(ofMessage) <= now) {
            take(ofMessage, now, now);
            return new Departure.Now();
        }
        List<Throttle> full = ofMessage.stream().filter(this::isFull).toList();
        if (!full.isEmpty()) {
            Throttle slowest = Collections.max(full, Comparator.comparingLong(throttle -> throttle.nextTurn(now)));
            return new Departure.Later(returnOf(slowest, now), slowest.limit);
        }
        queues.computeIfAbsent(ofMessage, key -> new ArrayDeque<>()).add(new Waiting<>(message, now));
        ofMessage.forEach(throttle -> throttle.held++);
        held++;
        return new Departure.Held();
    }

    private boolean isFull(Throttle throttle) {
        return throttle.held >= Math.max(1, Math.min(maxHeld, HOLD.toNanos() / throttle.interval));
    }

    /** The next turn of the throttle that has the latest one; the others reserve no turn for the message. */
    private static Duration returnOf(Throttle slowest, long now) {
        long turn = slowest.nextTurn(now);
        if (turn - now <= HORIZON.toNanos()) {
            slowest.lastTurn = turn + slowest.interval;
            return Duration.ofNanos(turn - now);
        }
        return Duration.ofNanos(slowest.nextReturn(now) - now);
    }

    /** The messages that may leave now, those of each queue in the order of arrival. */
    synchronized List<T> due(long now) {
        List<T> due = new ArrayList<>();
        boolean any = held > 0;
        while (any) {
            any = false;
            for (var entry : List.copyOf(queues.entrySet())) {
                List<Throttle> ofQueue = entry.getKey();
                Deque<Waiting<T>> queue = entry.getValue();
                Waiting<T> first = queue.element();
                long since = Math.max(freeAt(ofQueue), first.since());
                if (since <= now) {
                    any = true;
                    due.add(first.message());
                    take(ofQueue, Math.max(since, now - MAX_LATENESS), now);
                    removeFirst(ofQueue, queue);
                }
            }
        }
        return due;
    }

    private void removeFirst(List<Throttle> ofQueue, Deque<Waiting<T>> queue) {
        queue.remove();
        ofQueue.forEach(throttle -> throttle.held--);
        held--;
        // A queue that was served goes to the end.
        queues.remove(ofQueue);
        if (!queue.isEmpty()) {
            queues.put(ofQueue, queue);
        }
    }

    /** Nanoseconds until the next message is due; {@link Long#MAX_VALUE} if none waits. */
    synchronized long nanosToNext(long now) {
        return queues.keySet().stream()
                .mapToLong(ofQueue -> Math.max(0, freeAt(ofQueue) - now))
                .min()
                .orElse(Long.MAX_VALUE);
    }

    /** Releases everything that waits, in the order of arrival. */
    synchronized List<T> drain() {
        List<Waiting<T>> all = new ArrayList<>();
        queues.values().forEach(all::addAll);
        all.sort((a, b) -> Long.compare(a.since(), b.since()));
        queues.clear();
        throttles.values().forEach(throttle -> throttle.held = 0);
        held = 0;
        return all.stream().map(Waiting::message).toList();
    }

    /** How many messages wait here. */
    synchronized int held() {
        return held;
    }

    private static long freeAt(List<Throttle> ofMessage) {
        long free = LONG_AGO;
        for (Throttle throttle : ofMessage) {
            free = Math.max(free, throttle.free);
        }
        return free;
    }

    private static void take(List<Throttle> ofMessage, long at, long now) {
        for (Throttle throttle : ofMessage) {
            throttle.free = at + throttle.interval;
            throttle.passed.add(now);
        }
    }

    /**
     * How the limits of channels and domains are used. A message that waits for several of them counts for the one that
     * is free last.
     */
    synchronized List<LimitUses.Use> uses(long now) {
        Map<Throttle, Long> waiting = new HashMap<>();
        queues.forEach((ofQueue, queue) -> waiting.merge(
                Collections.max(ofQueue, Comparator.comparingLong(throttle -> throttle.free)),
                (long) queue.size(),
                Long::sum));
        List<LimitUses.Use> uses = new ArrayList<>();
        for (Throttle throttle : throttles.values()) {
            LimitKey limit = throttle.limit;
            if (limit != null) {
                uses.add(new LimitUses.Use(limit, throttle.passed.perSecond(now), waiting.getOrDefault(throttle, 0L)));
            }
        }
        return uses;
    }

    private List<Throttle> throttles(Request request) {
        List<Throttle> ofMessage = new ArrayList<>(3);
        Integer maxRate = request.maxRate();
        if (maxRate != null) {
            ofMessage.add(throttle("campaign " + request.campaignId(), null, maxRate));
        }
        if (!limits.isEmpty()) {
            addIfLimited(ofMessage, new LimitKey(Limits.Scope.CHANNEL, request.channel()));
            String address = request.address();
            if (address != null && address.indexOf('@') >= 0) {
                String domain = address.substring(address.lastIndexOf('@') + 1);
                addIfLimited(ofMessage, new LimitKey(Limits.Scope.DOMAIN, domain.toLowerCase(Locale.ROOT)));
            }
        }
        return ofMessage;
    }

    private void addIfLimited(List<Throttle> ofMessage, LimitKey limit) {
        Integer perSecond = limits.get(limit);
        if (perSecond != null) {
            ofMessage.add(throttle(limit.code(), limit, perSecond));
        }
    }

    private Throttle throttle(String key, @Nullable LimitKey limit, int perSecond) {
        Throttle throttle = throttles.computeIfAbsent(key, k -> new Throttle(limit));
        throttle.interval = (long) Math.ceil(Duration.ofSeconds(1).toNanos() / (perSecond * Math.max(share, 1e-6)));
        return throttle;
    }

    /** Forgets throttles that nothing has used for a while. */
    synchronized void forgetIdle(long now) {
        throttles
                .values()
                .removeIf(throttle ->
                        throttle.held == 0 && now - Math.max(throttle.free, throttle.lastTurn) > HOLD.toNanos());
    }

    /** One limit and the times that are taken. */
    private static final class Throttle {

        private final @Nullable LimitKey limit;
        private final RecentCount passed = new RecentCount();
        private long interval;
        private long free = LONG_AGO;
        private long lastTurn = LONG_AGO;
        private long lastReturn = LONG_AGO;
        private int held;

        /** @param limit null if it is a campaign's own */
        Throttle(@Nullable LimitKey limit) {
            this.limit = limit;
        }

        long nextTurn(long now) {
            return Math.max(lastTurn, now + held * interval);
        }

        long nextReturn(long now) {
            long earliest = now + SHORTEST_RETURN;
            long next = Math.max(lastReturn + Math.min(RETURN_INTERVAL, interval / 2), earliest);
            lastReturn = next - now > LONGEST_RETURN.toNanos() ? earliest : next;
            return lastReturn;
        }
    }

    private record Waiting<T>(T message, long since) {}
}
