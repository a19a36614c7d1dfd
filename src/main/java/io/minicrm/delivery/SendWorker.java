package io.minicrm.delivery;

import io.minicrm.campaign.Campaigns;
import io.minicrm.campaign.TemplateRenderException;
import io.minicrm.delivery.Channel.OutboundMessage;
import io.minicrm.delivery.Channel.SendResult;
import io.minicrm.delivery.DeliveryLog.Claim;
import io.minicrm.delivery.DeliveryLog.ClaimRequest;
import io.minicrm.flow.OpenStage;
import io.minicrm.flow.Publisher;
import io.minicrm.flow.Ticket;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
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
public final class SendWorker implements OpenStage<SendJob> {

    private static final Logger log = LoggerFactory.getLogger(SendWorker.class);
    private static final Duration AFTER_FAILED_PUBLISH = Duration.ofSeconds(1);

    private final DeliveryLog deliveryLog;
    private final LiveCampaigns campaigns;
    private final Map<String, Channel> channels;
    private final Publisher publisher;
    private final RetryPolicy retries;
    private final Duration sendTimeout;
    private final Clock clock;
    private final Map<String, Flight> flights = new ConcurrentHashMap<>();

    /**
     * @param channels the installed channels by name
     * @param sendTimeout how long a channel may take over one message before it is interrupted and the message retried
     */
    public SendWorker(
            DeliveryLog deliveryLog,
            Campaigns campaigns,
            Map<String, Channel> channels,
            Publisher publisher,
            RetryPolicy retries,
            Duration sendTimeout,
            Clock clock) {
        this.deliveryLog = deliveryLog;
        this.campaigns = new LiveCampaigns(campaigns);
        this.channels = Map.copyOf(channels);
        this.publisher = publisher;
        this.retries = retries;
        this.sendTimeout = sendTimeout;
        this.clock = clock;
    }

    @Override
    public void accept(String batchId, List<Work<SendJob>> batch) {
        campaigns.refresh(batch.stream().map(work -> work.value().campaignId()).collect(Collectors.toSet()));
        batch.forEach(work -> campaigns.get(work.value().campaignId()));
        List<Flight> flights = join(batch);
        List<Claim> claims =
                deliveryLog.claim(flights.stream().map(Flight::claimRequest).toList(), batchId, clock.instant());
        for (int i = 0; i < flights.size(); i++) {
            take(flights.get(i), claims.get(i));
        }
    }

    /** One flight for each message; a job whose message is in the air already only adds its ticket to it. */
    private List<Flight> join(List<Work<SendJob>> batch) {
        Map<String, Flight> joined = new LinkedHashMap<>();
        for (Work<SendJob> work : batch) {
            SendJob job = work.value();
            Flight airborne = flights.computeIfPresent(job.sendId(), (id, flight) -> flight.with(work.ticket()));
            if (airborne == null) {
                joined.merge(
                        job.sendId(), new Flight(job, work.ticket()), (first, repeated) -> first.with(work.ticket()));
            }
        }
        return new ArrayList<>(joined.values());
    }

    private void take(Flight flight, Claim claim) {
        switch (claim) {
            case STALE -> flight.land();
            case GRANTED -> start(flight);
            case UNCERTAIN -> {
                if (isIdempotent(flight.job.channel())) {
                    start(flight);
                } else {
                    report(flight, outcome(flight.job, DeliveryStatus.UNKNOWN, null, "its sender died over it", null));
                }
            }
        }
    }

    private boolean isIdempotent(String channelName) {
        Channel channel = channels.get(channelName);
        return channel == null || channel.isIdempotent();
    }

    private void start(Flight flight) {
        String skip = reasonToSkip(flight.job);
        if (skip != null) {
            report(flight, outcome(flight.job, DeliveryStatus.SKIPPED, null, skip, null));
            return;
        }
        flights.put(flight.job.sendId(), flight);
        flight.thread =
                Thread.ofVirtual().name("send-" + flight.job.sendId()).start(() -> report(flight, send(flight.job)));
    }

    private @Nullable String reasonToSkip(SendJob job) {
        if (job.skip() != null) {
            return job.skip();
        }
        // It may have been cancelled since the job was made.
        return campaigns.get(job.campaignId()).isCancelled() ? SkipReason.CANCELLED : null;
    }

    private Receipt send(SendJob job) {
        Channel channel = channels.get(job.channel());
        String to = job.to();
        if (channel == null || to == null) {
            return failed(job, "channel '%s' is not installed here".formatted(job.channel()));
        }
        try {
            return switch (channel.send(render(job, to))) {
                case SendResult.Accepted accepted ->
                    outcome(job, DeliveryStatus.SENT, accepted.providerMessageId(), null, null);
                case SendResult.Rejected rejected -> failed(job, rejected.reason());
                case SendResult.Transient trouble -> retry(job, trouble.reason(), trouble.retryAfter());
            };
        } catch (TemplateRenderException broken) {
            return failed(job, "the template cannot be rendered: " + broken.getMessage());
        } catch (InterruptedException timedOut) {
            return retry(job, "the channel did not answer within " + sendTimeout, null);
        } catch (RuntimeException | StackOverflowError trouble) {
            return retry(job, trouble.toString(), null);
        }
    }

    private OutboundMessage render(SendJob job, String to) {
        LiveCampaign campaign = campaigns.get(job.campaignId());
        var subject = campaign.subject();
        return new OutboundMessage(
                job.sendId(),
                job.campaignId(),
                job.leadId(),
                to,
                subject == null ? null : subject.render(job.attributes()),
                campaign.body().render(job.attributes()));
    }

    private Receipt failed(SendJob job, String reason) {
        return outcome(job, DeliveryStatus.FAILED, null, reason, null);
    }

    private Receipt retry(SendJob job, String reason, @Nullable Duration retryAfter) {
        if (retries.isExhausted(job.attempt())) {
            return failed(job, "gave up after %d attempts: %s".formatted(job.attempt(), reason));
        }
        Duration delay = retries.delayAfter(job.attempt(), retryAfter, ThreadLocalRandom.current());
        return outcome(
                job, DeliveryStatus.RETRYING, null, reason, clock.instant().plus(delay));
    }

    private Receipt outcome(
            SendJob job,
            DeliveryStatus status,
            @Nullable String providerMessageId,
            @Nullable String error,
            @Nullable Instant nextAttemptAt) {
        return new Receipt(
                job.sendId(),
                job.campaignId(),
                job.leadId(),
                status,
                job.channel(),
                providerMessageId,
                error,
                clock.instant().truncatedTo(ChronoUnit.MILLIS),
                job.attempt(),
                nextAttemptAt);
    }

    private void report(Flight flight, Receipt receipt) {
        publisher.send(PipelineTopics.RECEIPTS, receipt, failure -> {
            if (failure == null) {
                flights.remove(flight.job.sendId());
                flight.land();
            } else {
                log.warn("Cannot publish the outcome of {} and try again: {}", receipt.sendId(), failure.toString());
                reportLater(flight, receipt);
            }
        });
    }

    private void reportLater(Flight flight, Receipt receipt) {
        Thread.ofVirtual().start(() -> {
            try {
                Thread.sleep(AFTER_FAILED_PUBLISH);
                report(flight, receipt);
            } catch (InterruptedException stopped) {
                log.debug("Stopped before the outcome of {} was published; its job comes again", receipt.sendId());
            }
        });
    }

    /** Interrupts sends that take too long; each is named. */
    @Override
    public void tick() {
        long now = System.nanoTime();
        for (Flight flight : flights.values()) {
            Thread thread = flight.thread;
            if (thread != null && now - flight.startedAt > sendTimeout.toNanos()) {
                log.warn(
                        "{} has not answered to {} (campaign {}, lead {}) within {} and is interrupted",
                        flight.job.channel(),
                        flight.job.sendId(),
                        flight.job.campaignId(),
                        flight.job.leadId(),
                        sendTimeout);
                thread.interrupt();
            }
        }
    }

    /** How many messages are with their channel right now. */
    public int inFlight() {
        return flights.size();
    }

    /** A message on its way, and the tickets of all jobs that ask for it. */
    private static final class Flight {

        private final SendJob job;
        private final List<Ticket> tickets = new ArrayList<>(1);
        private final long startedAt = System.nanoTime();
        private volatile @Nullable Thread thread;

        Flight(SendJob job, Ticket ticket) {
            this.job = job;
            tickets.add(ticket);
        }

        synchronized Flight with(Ticket ticket) {
            tickets.add(ticket);
            return this;
        }

        synchronized void land() {
            tickets.forEach(Ticket::finish);
        }

        ClaimRequest claimRequest() {
            return new ClaimRequest(job.campaignId(), job.leadId(), job.chunkIndex(), job.attempt());
        }
    }
}
