package io.minicrm.delivery;

import io.minicrm.campaign.Campaigns;
import io.minicrm.delivery.Channel.OutboundMessage;
import io.minicrm.delivery.Channel.SendResult;
import io.minicrm.delivery.Deliveries.Claim;
import io.minicrm.kafka.AsyncStage;
import io.minicrm.kafka.Publisher;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands messages to their channel, many at a time, each on a virtual thread of its own.
 *
 * <p>Before anything leaves, the whole batch is claimed in the delivery log in one write. What is settled already is dropped; what
 * another sender left at {@code sending} is sent again where the channel drops repeats, and becomes {@code unknown} where it does not.
 * An outcome becomes a receipt, and only when the broker has the receipt is the job's ticket finished.
 */
public final class SendWorker implements AsyncStage<SendJob> {

    private static final Logger log = LoggerFactory.getLogger(SendWorker.class);
    private static final Duration AFTER_FAILED_PUBLISH = Duration.ofSeconds(1);
    private static final long SHORTEST_WAIT = Duration.ofMillis(1).toNanos();
    private static final long LONGEST_WAIT = Duration.ofMillis(10).toNanos();

    private final Deliveries deliveries;
    private final DeliveryObserver observer;
    private final LiveCampaigns campaigns;
    private final Map<String, Channel> channels;
    private final Publisher publisher;
    private final Limits limits;
    private final Outcomes outcomes;
    private final Pacer<InFlightMessage> pacer;
    private final int sendsInFlight;
    private final Semaphore room;
    private final AtomicBoolean pacing = new AtomicBoolean();
    private final Duration sendTimeout;
    private final Clock clock;
    private final Map<String, InFlightMessage> flights = new ConcurrentHashMap<>();

    /**
     * @param channels the installed channels by name
     * @param sendsInFlight how many messages may be with their channels at once; others wait here, claimed
     * @param maxHeld how many messages may wait here for one rate limit
     * @param sendTimeout how long a channel may take over one message before it is interrupted and the message retried
     */
    public SendWorker(
            Deliveries deliveries,
            DeliveryObserver observer,
            Campaigns campaigns,
            Map<String, Channel> channels,
            Publisher publisher,
            Limits limits,
            RetryPolicy retries,
            int sendsInFlight,
            int maxHeld,
            Duration sendTimeout,
            Clock clock) {
        this.deliveries = deliveries;
        this.observer = observer;
        this.campaigns = new LiveCampaigns(campaigns);
        this.channels = Map.copyOf(channels);
        this.publisher = publisher;
        this.limits = limits;
        this.outcomes = new Outcomes(retries, clock);
        this.sendsInFlight = sendsInFlight;
        this.room = new Semaphore(sendsInFlight);
        this.pacer = new Pacer<>(maxHeld);
        pacer.limit(limits.all());
        this.sendTimeout = sendTimeout;
        this.clock = clock;
    }

    @Override
    public void start(String batchId, List<Work<SendJob>> batch) {
        follow(false, batch.stream().map(work -> work.value().campaignId()).collect(Collectors.toSet()));
        batch.forEach(work -> campaigns.get(work.value().campaignId()));
        List<InFlightMessage> flights = join(batch);
        List<Claim> claims = deliveries.claim(
                flights.stream().map(InFlightMessage::claimRequest).toList(), batchId, clock.instant());
        observer.claimed(claims);
        for (int i = 0; i < flights.size(); i++) {
            take(flights.get(i), claims.get(i));
        }
    }

    /** One flight for each message, for its latest attempt; a job whose message is in the air already only adds its ticket to it. */
    private List<InFlightMessage> join(List<Work<SendJob>> batch) {
        Map<String, InFlightMessage> joined = new LinkedHashMap<>();
        for (Work<SendJob> work : batch) {
            SendJob job = work.value();
            InFlightMessage airborne =
                    flights.computeIfPresent(job.sendId(), (id, flight) -> flight.with(work.ticket()));
            if (airborne == null) {
                joined.merge(job.sendId(), new InFlightMessage(job, work.ticket()), SendWorker::latest);
            }
        }
        return new ArrayList<>(joined.values());
    }

    /** A crash can leave the jobs of two attempts, and only the later one is still to be sent. */
    private static InFlightMessage latest(InFlightMessage one, InFlightMessage other) {
        return other.job().attempt() > one.job().attempt() ? other.insteadOf(one) : one.insteadOf(other);
    }

    private void take(InFlightMessage flight, Claim claim) {
        switch (claim) {
            case Claim.Stale stale -> flight.land();
            case Claim.Granted granted -> start(flight, granted.failures());
            case Claim.Uncertain uncertain -> {
                if (isIdempotent(flight.job().channel())) {
                    start(flight, uncertain.failures());
                } else {
                    report(flight, outcomes.settled(flight.job(), DeliveryStatus.UNKNOWN, "its sender died over it"));
                }
            }
        }
    }

    private boolean isIdempotent(String channelName) {
        Channel channel = channels.get(channelName);
        return channel == null || channel.isIdempotent();
    }

    private void start(InFlightMessage flight, int failures) {
        flight.clear(failures);
        depart(flight);
    }

    private void depart(InFlightMessage flight) {
        LiveCampaign campaign = campaigns.get(flight.job().campaignId());
        Receipt steered = steered(flight.job(), campaign);
        if (steered != null) {
            report(flight, steered);
            return;
        }
        flights.put(flight.job().sendId(), flight);
        switch (pacer.depart(flight.job(), campaign.campaign().maxRate(), flight, System.nanoTime())) {
            case Pacer.Departure.Now now -> launch(flight);
            case Pacer.Departure.Held held -> ensurePacing();
            case Pacer.Departure.Later later ->
                report(flight, outcomes.postponed(flight.job(), PostponeReason.RATE_LIMIT, later.delay()));
        }
    }

    /** A thread that lets held messages go, for as long as any are held. */
    private void ensurePacing() {
        if (pacing.compareAndSet(false, true)) {
            Thread.ofVirtual().name("pacer").start(this::pace);
        }
    }

    private void pace() {
        while (true) {
            pacer.due(System.nanoTime()).forEach(this::launch);
            if (pacer.held() == 0) {
                pacing.set(false);
                // Something may have come to be held in between, and found the thread still there.
                if (pacer.held() == 0 || !pacing.compareAndSet(false, true)) {
                    return;
                }
            }
            LockSupport.parkNanos(Math.clamp(pacer.nanosToNext(System.nanoTime()), SHORTEST_WAIT, LONGEST_WAIT));
        }
    }

    /** What becomes of the message without its channel; null when it is to be sent. */
    private @Nullable Receipt steered(SendJob job, LiveCampaign campaign) {
        if (campaign.isCancelled()) {
            return outcomes.settled(job, DeliveryStatus.SKIPPED, SkipReason.CANCELLED);
        }
        if (job.skip() != null) {
            return outcomes.settled(job, DeliveryStatus.SKIPPED, job.skip());
        }
        return campaign.isPaused() ? outcomes.postponed(job, PostponeReason.PAUSED, Duration.ZERO) : null;
    }

    private void launch(InFlightMessage flight) {
        Thread thread =
                Thread.ofVirtual().name("send-" + flight.job().sendId()).unstarted(() -> report(flight, send(flight)));
        flight.fliesOn(thread);
        thread.start();
    }

    private Receipt send(InFlightMessage flight) {
        SendJob job = flight.job();
        Channel channel = channels.get(job.channel());
        String to = job.to();
        if (channel == null || to == null) {
            return outcomes.settled(
                    job, DeliveryStatus.FAILED, "channel '%s' is not installed here".formatted(job.channel()));
        }
        LiveCampaign campaign = campaigns.get(job.campaignId());
        OutboundMessage message;
        try {
            message = campaign.render(job, to);
        } catch (RuntimeException | StackOverflowError broken) {
            return outcomes.settled(
                    job, DeliveryStatus.FAILED, "the template cannot be rendered: " + broken.getMessage());
        }
        if (!flight.enter(room)) {
            return outcomes.postponed(job, PostponeReason.SENDER_STOPPED, Duration.ZERO);
        }
        try {
            // Only now, for it may have waited: what was paused or cancelled meanwhile must not go out.
            Receipt steered = steered(job, campaign);
            if (steered != null) {
                return steered;
            }
            if (!flight.leave()) {
                return outcomes.postponed(job, PostponeReason.SENDER_STOPPED, Duration.ZERO);
            }
            return outcomes.of(job, flight.failures(), handOver(flight, channel, message), channel.isIdempotent());
        } finally {
            room.release();
        }
    }

    private SendResult handOver(InFlightMessage flight, Channel channel, OutboundMessage message) {
        long begun = System.nanoTime();
        SendResult result = null;
        try {
            result = channel.send(message);
            return result;
        } catch (InterruptedException timedOut) {
            return new SendResult.Uncertain("the channel did not answer within " + sendTimeout);
        } catch (RuntimeException | StackOverflowError trouble) {
            return new SendResult.Uncertain(trouble.toString());
        } finally {
            observer.sent(channel.name(), result, Duration.ofNanos(System.nanoTime() - begun));
            flight.arrive();
        }
    }

    private void report(InFlightMessage flight, Receipt receipt) {
        publisher.send(PipelineTopics.RECEIPTS, receipt, failure -> {
            if (failure == null) {
                flights.remove(flight.job().sendId());
                flight.land();
            } else {
                log.warn("Cannot publish the outcome of {} and try again: {}", receipt.sendId(), failure.toString());
                reportLater(flight, receipt);
            }
        });
    }

    private void reportLater(InFlightMessage flight, Receipt receipt) {
        Thread.ofVirtual().start(() -> {
            try {
                Thread.sleep(AFTER_FAILED_PUBLISH);
                report(flight, receipt);
            } catch (InterruptedException stopped) {
                log.debug("Stopped before the outcome of {} was published; its job comes again", receipt.sendId());
            }
        });
    }

    @Override
    public void assigned(double share) {
        pacer.share(share);
    }

    /** Follows the limits and the campaigns in flight, and interrupts sends that take too long; each is named. */
    @Override
    public void maintain() {
        long now = System.nanoTime();
        // First what needs no store: it may be away.
        interruptLate(now);
        pacer.forgetIdle(now);
        follow(
                pacer.limit(limits.all()),
                flights.values().stream()
                        .map(flight -> flight.job().campaignId())
                        .collect(Collectors.toSet()));
    }

    /** Looks at campaigns afresh; where anything has changed, whoever waits for a limit asks again. */
    private void follow(boolean limitsChanged, Set<String> campaignIds) {
        boolean changed = campaigns.refresh(campaignIds) || limitsChanged;
        if (changed && pacer.held() > 0) {
            pacer.drain().forEach(this::depart);
        }
    }

    private void interruptLate(long now) {
        for (InFlightMessage flight : flights.values()) {
            if (flight.interruptAfter(sendTimeout, now)) {
                log.warn(
                        "{} has not answered to {} (campaign {}, lead {}) within {} and is interrupted",
                        flight.job().channel(),
                        flight.job().sendId(),
                        flight.job().campaignId(),
                        flight.job().leadId(),
                        sendTimeout);
            }
        }
    }

    /** Messages that wait for their moment go back to the delivery log, instead of becoming uncertain to whoever comes next. */
    @Override
    public void cancelPending() {
        pacer.drain()
                .forEach(flight ->
                        report(flight, outcomes.postponed(flight.job(), PostponeReason.SENDER_STOPPED, Duration.ZERO)));
        flights.values().forEach(InFlightMessage::recall);
    }

    /** How many messages are with their channels right now. */
    public int inFlight() {
        return sendsInFlight - room.availablePermits();
    }

    /** How many messages wait here for a rate limit. */
    public int held() {
        return pacer.held();
    }
}
