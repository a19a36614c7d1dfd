package io.minicrm.progress;

import io.minicrm.campaign.CampaignNotFoundException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends the progress of campaigns to any number of listeners as it changes.
 *
 * <p>The cost does not grow with the number of listeners: one thread reads all campaigns that have a listener, in one
 * read per {@link #INTERVAL}, and it ends with the last listener. Each campaign with a listener has a feed with its
 * last known progress and a version. A read that finds something new raises the version and wakes the listeners; each
 * listener remembers the version that it returned last, so it misses no change, but may skip one if two come before it
 * asks again.
 *
 * <p>Example: A and B listen to one campaign.
 *
 * <pre>
 * A listens     the store is read at once: version 1; A gets it
 * B listens     no read; B gets version 1
 * round 1       nothing changed: nobody wakes
 * round 2       10 leads more were sent: version 2; A and B wake
 * B leaves, A leaves: the feed is removed, and the thread ends after its next wait
 * </pre>
 *
 * <p>A listener of several campaigns is a listener of each of their feeds, and wakes when any of them changes.
 *
 * <p>A listener gets a last update when the progress is final, or when a closed campaign has not changed for
 * {@link #QUIET}: some providers never send receipts.
 */
public final class ProgressFeeds implements AutoCloseable {

    /** The time between two reads of the store. */
    static final Duration INTERVAL = Duration.ofMillis(500);

    /** A closed campaign without a change for this long gets no more updates, even if receipts are missing. */
    static final Duration QUIET = Duration.ofSeconds(10);

    private static final Logger LOG = LoggerFactory.getLogger(ProgressFeeds.class);

    private final ProgressSource source;
    private final Clock clock;
    private final Duration interval;
    private final Executor threads;

    // Guards everything below, and every feed.
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition closing = lock.newCondition();
    private final Map<String, Feed> feeds = new HashMap<>();
    private boolean reading;
    private boolean closed;

    public ProgressFeeds(ProgressSource source, Clock clock) {
        this(
                source,
                clock,
                INTERVAL,
                task -> Thread.ofVirtual().name("progress-feeds").start(task));
    }

    /** @param threads starts the reading thread */
    ProgressFeeds(ProgressSource source, Clock clock, Duration interval, Executor threads) {
        this.source = source;
        this.clock = clock;
        this.interval = interval;
        this.threads = threads;
    }

    /**
     * Listens to a campaign until the listener is closed.
     *
     * @throws CampaignNotFoundException if there is no such campaign
     */
    public Listener listen(String campaignId) {
        List<CampaignProgress> read = hasFeed(campaignId) ? List.of() : List.of(source.get(campaignId));
        return listen(Set.of(campaignId), read);
    }

    /**
     * Listens to those of the campaigns that exist, until the listener is closed. It costs one read, or none if
     * somebody listens to each of them already.
     */
    public Listener listen(Set<String> campaignIds) {
        Set<String> unheard = campaignIds.stream().filter(id -> !hasFeed(id)).collect(Collectors.toSet());
        List<CampaignProgress> read = unheard.isEmpty() ? List.of() : source.findAll(unheard);
        read.forEach(progress -> unheard.remove(progress.campaign().id()));
        Set<String> existing = new LinkedHashSet<>(campaignIds);
        existing.removeAll(unheard);
        return listen(existing, read);
    }

    private Listener listen(Set<String> existingIds, List<CampaignProgress> read) {
        lock.lock();
        try {
            Listener listener = new Listener();
            // If a feed has gone since we looked, the new one gets its first progress from the next read.
            existingIds.forEach(id -> listener.follow(id, feeds.computeIfAbsent(id, ignored -> new Feed())));
            for (CampaignProgress progress : read) {
                Objects.requireNonNull(feeds.get(progress.campaign().id())).update(progress, clock.instant());
            }
            if (!reading && !existingIds.isEmpty()) {
                reading = true;
                threads.execute(this::readWhileListenedTo);
            }
            return listener;
        } finally {
            lock.unlock();
        }
    }

    /** Ends all listening, because open streams would delay a server that stops. */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            closing.signalAll();
            feeds.values().forEach(Feed::wakeListeners);
        } finally {
            lock.unlock();
        }
    }

    private boolean hasFeed(String campaignId) {
        lock.lock();
        try {
            return feeds.containsKey(campaignId);
        } finally {
            lock.unlock();
        }
    }

    private void readWhileListenedTo() {
        for (Set<String> ids = awaitNextRead(); !ids.isEmpty(); ids = awaitNextRead()) {
            read(ids);
        }
    }

    /** Reads once and wakes the listeners of what has changed. */
    void read(Set<String> ids) {
        try {
            publish(source.findAll(ids));
        } catch (RuntimeException failed) {
            LOG.warn("Cannot read the progress of campaigns; trying again in {} ms", interval.toMillis(), failed);
        }
    }

    private void publish(List<CampaignProgress> read) {
        lock.lock();
        try {
            for (CampaignProgress progress : read) {
                Feed feed = feeds.get(progress.campaign().id());
                if (feed != null) {
                    feed.update(progress, clock.instant());
                }
            }
        } finally {
            lock.unlock();
        }
    }

    /** Waits for an interval. Returns the campaigns that have listeners then; none ends the thread. */
    private Set<String> awaitNextRead() {
        lock.lock();
        try {
            long nanos = interval.toNanos();
            while (nanos > 0 && !closed) {
                nanos = closing.awaitNanos(nanos);
            }
            if (!closed && !feeds.isEmpty()) {
                return Set.copyOf(feeds.keySet());
            }
            reading = false;
            return Set.of();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            reading = false;
            return Set.of();
        } finally {
            lock.unlock();
        }
    }

    /** The last known progress of one campaign. */
    private final class Feed {

        private final Set<Listener> listeners = new HashSet<>();
        private long version;
        private @Nullable CampaignProgress progress;
        private Instant changedAt = Instant.MAX;
        private boolean last;

        void update(CampaignProgress read, Instant now) {
            if (!read.equals(progress)) {
                // A campaign that finished long ago has been quiet since then, not since we first read it.
                Instant finishedAt = read.campaign().finishedAt();
                changedAt = progress == null && finishedAt != null ? finishedAt : now;
                version++;
            }
            boolean isLast = read.isFinal() || isQuiet(read, now);
            if (isLast != last) {
                last = isLast;
                version++;
            }
            progress = read;
            wakeListeners();
        }

        void wakeListeners() {
            listeners.forEach(listener -> listener.changed.signalAll());
        }

        private boolean isQuiet(CampaignProgress read, Instant now) {
            return !read.campaign().status().isOpen()
                    && Duration.between(changedAt, now).compareTo(QUIET) >= 0;
        }
    }

    /** Receives the updates of one or more campaigns; for use by one thread. */
    public final class Listener implements AutoCloseable {

        private final Condition changed = lock.newCondition();
        private final Map<String, Followed> followed = new LinkedHashMap<>();

        private void follow(String campaignId, Feed feed) {
            feed.listeners.add(this);
            followed.put(campaignId, new Followed(feed));
        }

        /** The campaigns that it listens to. */
        public Set<String> campaignIds() {
            return Set.copyOf(followed.keySet());
        }

        /**
         * Waits for updates. The first call returns one of each campaign at once.
         *
         * @return one for each campaign that has changed; none if nothing changed within the time
         * @throws FeedClosedException if the server is stopping
         */
        public List<Update> await(Duration timeout) throws InterruptedException {
            lock.lock();
            try {
                long nanos = timeout.toNanos();
                List<Update> updates = changes();
                while (updates.isEmpty() && nanos > 0 && !closed) {
                    nanos = changed.awaitNanos(nanos);
                    updates = changes();
                }
                if (closed) {
                    throw new FeedClosedException();
                }
                return updates;
            } finally {
                lock.unlock();
            }
        }

        private List<Update> changes() {
            List<Update> updates = new ArrayList<>();
            for (Followed each : followed.values()) {
                Feed feed = each.feed;
                if (feed.version != each.seen && feed.progress != null) {
                    each.seen = feed.version;
                    each.isOver = feed.last;
                    updates.add(new Update(feed.progress, feed.last));
                }
            }
            return updates;
        }

        /** Whether the last update of every campaign has been returned. */
        public boolean isOver() {
            return followed.values().stream().allMatch(each -> each.isOver);
        }

        @Override
        public void close() {
            lock.lock();
            try {
                followed.forEach((campaignId, each) -> {
                    each.feed.listeners.remove(this);
                    if (each.feed.listeners.isEmpty()) {
                        feeds.remove(campaignId, each.feed);
                    }
                });
            } finally {
                lock.unlock();
            }
        }
    }

    /** How much of a feed a listener has returned. */
    private static final class Followed {

        private final Feed feed;
        private long seen;
        private boolean isOver;

        private Followed(Feed feed) {
            this.feed = feed;
        }
    }

    /** @param last true if no further update will follow */
    public record Update(CampaignProgress progress, boolean last) {}
}
