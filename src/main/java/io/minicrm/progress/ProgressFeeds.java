package io.minicrm.progress;

import io.minicrm.campaign.CampaignNotFoundException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells listeners how campaigns stand, as they change. However many listen, one thread reads the store: once an interval, all
 * campaigns that anyone listens to together, and not at all when nobody does.
 */
public final class ProgressFeeds implements AutoCloseable {

    /** How often the store is read while somebody listens. */
    static final Duration INTERVAL = Duration.ofMillis(500);

    /** A finished campaign whose numbers stood still for so long counts as over, also where receipts are still owed. */
    static final Duration QUIET = Duration.ofSeconds(10);

    private static final Logger LOG = LoggerFactory.getLogger(ProgressFeeds.class);

    private final CampaignProgressReader standings;
    private final Clock clock;

    // Guards everything below and every feed.
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition closing = lock.newCondition();
    private final Map<String, Feed> feeds = new HashMap<>();
    private boolean polling;
    private boolean closed;

    public ProgressFeeds(CampaignProgressReader standings, Clock clock) {
        this.standings = standings;
        this.clock = clock;
    }

    /**
     * Listens to a campaign; close the listener when nobody reads it any more.
     *
     * @throws CampaignNotFoundException when there is no such campaign
     */
    public Listener listen(String campaignId) {
        CampaignProgress read = isFed(campaignId) ? null : standings.get(campaignId);
        lock.lock();
        try {
            Feed feed = feeds.get(campaignId);
            if (feed == null) {
                // The last listener may have left since; the next poll brings the first numbers then.
                feed = new Feed();
                feeds.put(campaignId, feed);
            }
            if (read != null) {
                feed.take(read, clock.instant());
            }
            feed.listeners++;
            if (!polling) {
                polling = true;
                Thread.ofVirtual().name("progress-feeds").start(this::poll);
            }
            return new Listener(campaignId, feed);
        } finally {
            lock.unlock();
        }
    }

    /** Ends all listening, so that open streams do not hold a server that stops. */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            closing.signalAll();
            feeds.values().forEach(feed -> feed.changed.signalAll());
        } finally {
            lock.unlock();
        }
    }

    private boolean isFed(String campaignId) {
        lock.lock();
        try {
            return feeds.containsKey(campaignId);
        } finally {
            lock.unlock();
        }
    }

    private void poll() {
        for (Set<String> ids = nextToRead(); !ids.isEmpty(); ids = nextToRead()) {
            try {
                var read = standings.findAll(ids);
                lock.lock();
                try {
                    for (CampaignProgress standing : read) {
                        Feed feed = feeds.get(standing.campaign().id());
                        if (feed != null) {
                            feed.take(standing, clock.instant());
                        }
                    }
                } finally {
                    lock.unlock();
                }
            } catch (RuntimeException failed) {
                LOG.warn("Progress could not be read; trying again", failed);
            }
        }
    }

    /** Waits an interval; then the campaigns that are listened to, or none when the polling ends. */
    private Set<String> nextToRead() {
        lock.lock();
        try {
            long nanos = INTERVAL.toNanos();
            while (nanos > 0 && !closed) {
                nanos = closing.awaitNanos(nanos);
            }
            if (closed || feeds.isEmpty()) {
                polling = false;
                return Set.of();
            }
            return Set.copyOf(feeds.keySet());
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            polling = false;
            return Set.of();
        } finally {
            lock.unlock();
        }
    }

    /** What is known of one campaign. */
    private final class Feed {

        private final Condition changed = lock.newCondition();
        private int listeners;
        private long version;
        private @Nullable CampaignProgress standing;
        private Instant changedAt = Instant.MAX;
        private boolean over;

        void take(CampaignProgress now, Instant at) {
            boolean isOver = now.isAtRest();
            if (!now.equals(standing)) {
                // Of a campaign that finished long ago, nothing more is waited for.
                Instant finishedAt = now.campaign().finishedAt();
                changedAt = standing == null && finishedAt != null ? finishedAt : at;
                version++;
            }
            isOver |= !now.campaign().status().isOpen()
                    && Duration.between(changedAt, at).compareTo(QUIET) >= 0;
            if (isOver != over) {
                over = isOver;
                version++;
            }
            standing = now;
            changed.signalAll();
        }
    }

    /** One who listens to a campaign; for one thread. */
    public final class Listener implements AutoCloseable {

        private final String campaignId;
        private final Feed feed;
        private long seen;

        private Listener(String campaignId, Feed feed) {
            this.campaignId = campaignId;
            this.feed = feed;
        }

        /**
         * Waits for news: at once the first time, then until something has changed.
         *
         * @return null when the time passed without any
         * @throws ListeningEndedException when the server stops
         */
        public @Nullable News await(Duration timeout) throws InterruptedException {
            lock.lock();
            try {
                long nanos = timeout.toNanos();
                while (feed.version == seen && nanos > 0 && !closed) {
                    nanos = feed.changed.awaitNanos(nanos);
                }
                if (closed) {
                    throw new ListeningEndedException();
                }
                if (feed.version == seen || feed.standing == null) {
                    return null;
                }
                seen = feed.version;
                return new News(feed.standing, feed.over);
            } finally {
                lock.unlock();
            }
        }

        @Override
        public void close() {
            lock.lock();
            try {
                feed.listeners--;
                if (feed.listeners == 0) {
                    feeds.remove(campaignId, feed);
                }
            } finally {
                lock.unlock();
            }
        }
    }

    /**
     * How a campaign stands now.
     *
     * @param over true when nothing more will come
     */
    public record News(CampaignProgress standing, boolean over) {}

    /** The server stops; there is no more to listen to. */
    public static final class ListeningEndedException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        ListeningEndedException() {
            super("The server stops");
        }
    }
}
