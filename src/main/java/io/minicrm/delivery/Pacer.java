package io.minicrm.delivery;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Gives each message the moment when it may leave, so that no limit is exceeded: that of its campaign, of its channel, of its domain.
 *
 * <p>The limits hold over all sender processes together, and yet the processes do not talk to each other: send ids spread the messages
 * evenly over the partitions, so a process that has a third of the partitions gets a third of the messages, and takes a third of each
 * limit. A limit is kept by spacing: a message's place is one interval after the last one's, so there are no bursts; what a
 * pause in the stream left unused is made up for a tenth of a second at most.
 *
 * <p>A message whose moment is further away than a sender can hold it goes back to the delivery log until about then. These have a
 * queue of their own behind the held ones, so that they come back one by one and not all at once.
 */
final class Pacer {

    /** How far ahead a sender holds messages. */
    static final Duration HOLD = Duration.ofSeconds(20);

    private static final long CATCH_UP = Duration.ofMillis(100).toNanos();

    private final Map<String, Lane> lanes = new ConcurrentHashMap<>();
    private volatile Map<String, Integer> limits = Map.of();
    private volatile double share = 1;

    /** When a message may leave. */
    sealed interface Departure {

        /** After so many nanoseconds, 0 or more. */
        record In(long nanos) implements Departure {}

        /** Not soon enough to wait for it here; about so much later. */
        record Later(Duration delay) implements Departure {}
    }

    /** Takes over the limits of channels and domains as they are now. */
    void limit(List<Limits.Limit> current) {
        Map<String, Integer> byKey = new ConcurrentHashMap<>();
        current.forEach(limit -> byKey.put(key(limit.scope(), limit.name()), limit.perSecond()));
        limits = byKey;
    }

    /** Tells which part of all messages comes this way, 0 to 1. */
    void share(double part) {
        share = part;
    }

    /**
     * Gives the message its moment.
     *
     * @param maxRate the campaign's own limit, messages a second; null: none
     * @param now {@link System#nanoTime}
     */
    synchronized Departure depart(SendJob job, @Nullable Integer maxRate, long now) {
        List<Lane> ofMessage = lanes(job, maxRate);
        if (ofMessage.isEmpty()) {
            return new Departure.In(0);
        }
        long place =
                ofMessage.stream().mapToLong(lane -> lane.nextPlace(now)).max().orElse(now);
        if (place - now > HOLD.toNanos()) {
            long later = ofMessage.stream()
                    .mapToLong(lane -> lane.nextPlaceBehind(place))
                    .max()
                    .orElse(place);
            ofMessage.forEach(lane -> lane.parked = later + lane.interval);
            return new Departure.Later(Duration.ofNanos(later - now));
        }
        ofMessage.forEach(lane -> lane.next = place + lane.interval);
        return new Departure.In(Math.max(0, place - now));
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
        lane.interval = (long) (Duration.ofSeconds(1).toNanos() / (perSecond * Math.max(share, 1e-6)));
        return lane;
    }

    /** Forgets lanes that nobody has used for a while. */
    synchronized void forgetIdle(long now) {
        lanes.values().removeIf(lane -> now - Math.max(lane.next, lane.parked) > HOLD.toNanos());
    }

    private static String key(Limits.Scope scope, String name) {
        return scope + " " + name;
    }

    private static final class Lane {

        private long interval;
        private long next = Long.MIN_VALUE / 2;
        private long parked = Long.MIN_VALUE / 2;

        long nextPlace(long now) {
            return Math.max(next, now - CATCH_UP);
        }

        long nextPlaceBehind(long place) {
            return Math.max(parked, place);
        }
    }
}
