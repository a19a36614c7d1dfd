package io.minicrm.delivery;

import io.minicrm.delivery.Channel.OutboundMessage;
import io.minicrm.delivery.Channel.SendResult;
import io.minicrm.delivery.Deliveries.Claim;
import io.minicrm.gate.CancelledGate;
import io.minicrm.gate.Candidate;
import io.minicrm.gate.EarlierDecisionGate;
import io.minicrm.gate.Gate;
import io.minicrm.gate.Gates;
import io.minicrm.gate.PausedGate;
import io.minicrm.gate.PostponeReason;
import io.minicrm.gate.RateLimitGate;
import io.minicrm.gate.SkipReason;
import io.minicrm.gate.Verdict;
import io.minicrm.kafka.AsyncStage;
import io.minicrm.kafka.Ticket;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends messages through their channels, many at a time, each on a virtual thread of its own.
 *
 * <p>A batch takes these steps:
 *
 * <ol>
 *   <li>Jobs that do not stand in the plan of their campaign are dropped; the others get the address that the lead has
 *       now ({@link Admission}).
 *   <li>All messages are claimed in the delivery log in one write. Settled messages are dropped. Messages that another
 *       sender left at {@code sending} are sent again if the channel drops repeats, and become {@code unknown} if it
 *       does not.
 *   <li>The {@link Gates} judge the claimed messages. Those that may be sent are sent; held ones wait here for a rate
 *       limit; the others get a receipt at once, {@code skipped} or {@code postponed}.
 *   <li>Every outcome becomes a receipt. When the broker has stored the receipt, the job's ticket is finished.
 * </ol>
 *
 * <p>Example: two jobs arrive, for Ann and Bob; Bob's campaign was cancelled a second ago. Both rows become {@code
 * sending}. Bob's message gets the receipt {@code skipped} with the reason {@code cancelled}, Ann's goes to her channel
 * and gets {@code sent}. If the process dies before the broker has Ann's receipt, the next owner of the partition reads
 * her job again; its claim is answered with {@code Uncertain}.
 */
public final class SendWorker implements AsyncStage<SendJob> {

    private static final Logger log = LoggerFactory.getLogger(SendWorker.class);
    private static final Verdict.Postpone STOPPED = new Verdict.Postpone(PostponeReason.SENDER_STOPPED, Duration.ZERO);
    private static final long SECONDS_AFTER_FAILED_PUBLISH = 1;

    private final SenderPorts ports;
    private final LiveCampaigns campaigns;
    private final Admission admission;
    private final Outcomes outcomes;
    private final RateLimitGate rateLimits;
    private final Gate gates;
    private final Gate steering;
    private final SenderSettings settings;
    private final LongSupplier nanoTime;
    private final ThreadFactory threads;
    private final Executor afterPause;
    private final SendSlots slots;
    private final Pacer pacer;
    private final ExhaustionLog exhaustion;
    private final BrokenOffMessages brokenOff;
    private final Map<String, InFlightMessage> messages = new ConcurrentHashMap<>();

    public SendWorker(SenderPorts ports, RateLimitGate rateLimits, SenderSettings settings, Clock clock) {
        this(
                ports,
                rateLimits,
                settings,
                WorkerEnvironment.of(clock),
                CompletableFuture.delayedExecutor(
                        SECONDS_AFTER_FAILED_PUBLISH,
                        TimeUnit.SECONDS,
                        task -> Thread.ofVirtual().start(task)));
    }

    /** @param afterPause publishes a receipt again that the broker did not accept, after a pause */
    SendWorker(
            SenderPorts ports,
            RateLimitGate rateLimits,
            SenderSettings settings,
            WorkerEnvironment environment,
            Executor afterPause) {
        this.ports = ports;
        this.nanoTime = environment.nanoTime();
        this.threads = environment.threads();
        this.campaigns = new LiveCampaigns(ports.stored().campaigns(), nanoTime);
        this.admission =
                new Admission(ports.stored().plans(), ports.stored().leads(), ports.channels(), environment.clock());
        this.outcomes = new Outcomes(settings.retries(), environment.clock(), environment.random());
        this.rateLimits = rateLimits;
        this.gates = new Gates(List.of(new CancelledGate(), new EarlierDecisionGate(), new PausedGate(), rateLimits));
        this.steering = new Gates(List.of(new CancelledGate(), new PausedGate()));
        this.settings = settings;
        this.afterPause = afterPause;
        this.exhaustion = new ExhaustionLog(nanoTime);
        this.pacer = new Pacer(
                rateLimits, due -> inFlight(due).forEach(this::launch), environment.nanoTime(), environment.threads());
        this.brokenOff = new BrokenOffMessages(outcomes, this::isIdempotent, this::report);
        this.slots = new SendSlots(
                settings.sendsInFlight(),
                ports.channels().entrySet().stream()
                        .collect(Collectors.toMap(
                                Map.Entry::getKey, channel -> channel.getValue().concurrency())),
                this::startThread);
    }

    @Override
    public void start(String batchId, List<Work<SendJob>> batch) {
        follow(false, batch.stream().map(work -> work.value().campaignId()).collect(Collectors.toSet()));
        batch.forEach(work -> campaigns.get(work.value().campaignId()));
        List<Work<SendJob>> admitted = admission.admitted(batch, campaigns::get);
        if (admitted.size() < batch.size()) {
            drop(batch, admitted);
        }
        judge(claim(batchId, join(withoutTooLarge(admitted))));
    }

    /**
     * A lead whose data is too large for Kafka becomes a dead letter, which also writes its outcome. If its message is
     * in flight already, in an earlier form, that decides.
     */
    private List<Work<SendJob>> withoutTooLarge(List<Work<SendJob>> admitted) {
        List<Work<SendJob>> left = new ArrayList<>(admitted.size());
        for (Work<SendJob> work : admitted) {
            SendJob job = work.value();
            if (job.skip() == SkipReason.TOO_LARGE && !messages.containsKey(job.sendId())) {
                work.setAside("The message to lead %s of %s: its data is too large for Kafka"
                        .formatted(job.leadId(), job.campaignId()));
            } else {
                left.add(work);
            }
        }
        return left;
    }

    /** Finishes the jobs that do not belong to the plan of their campaign. */
    private void drop(List<Work<SendJob>> batch, List<Work<SendJob>> admitted) {
        Set<Ticket> tickets = admitted.stream().map(Work::ticket).collect(Collectors.toSet());
        List<Work<SendJob>> foreign =
                batch.stream().filter(work -> !tickets.contains(work.ticket())).toList();
        SendJob first = foreign.getFirst().value();
        log.warn(
                "Dropped {} send jobs that do not belong to the plan of their campaign, the first for lead {} of {}",
                foreign.size(),
                first.leadId(),
                first.campaignId());
        ports.observer().foreign(PipelineTopics.SEND_JOBS.name(), foreign.size());
        foreign.forEach(work -> work.ticket().finish());
    }

    /** One message per send id, in its latest round. A job whose message is in flight already only adds its ticket. */
    private List<InFlightMessage> join(List<Work<SendJob>> batch) {
        Map<String, InFlightMessage> joined = new LinkedHashMap<>();
        for (Work<SendJob> work : batch) {
            SendJob job = work.value();
            InFlightMessage inFlight =
                    messages.computeIfPresent(job.sendId(), (id, message) -> message.add(work.ticket()));
            if (inFlight == null) {
                joined.merge(job.sendId(), new InFlightMessage(job, work.ticket()), SendWorker::latest);
            }
        }
        return new ArrayList<>(joined.values());
    }

    /** A crash can leave the jobs of two rounds, and only the later one is still to be sent. */
    private static InFlightMessage latest(InFlightMessage one, InFlightMessage other) {
        return other.job().round() > one.job().round() ? other.replace(one) : one.replace(other);
    }

    /** Claims messages and returns those that may be sent. */
    private List<InFlightMessage> claim(String batchId, List<InFlightMessage> joined) {
        List<Claim> claims = ports.stored()
                .deliveries()
                .claim(joined.stream().map(InFlightMessage::claimRequest).toList(), batchId, outcomes.now());
        ports.observer().claimed(claims);
        List<InFlightMessage> granted = new ArrayList<>(joined.size());
        for (int i = 0; i < joined.size(); i++) {
            InFlightMessage message = joined.get(i);
            switch (claims.get(i)) {
                case Claim.Stale stale -> message.acknowledge();
                case Claim.Granted(PastAttempts past) -> granted.add(message.withPast(past));
                case Claim.Uncertain(PastAttempts past) -> {
                    if (isIdempotent(message.job().channel())) {
                        granted.add(message.withPast(past));
                    } else {
                        report(message, outcomes.unknown(message.job(), past, "its sender died while sending it"));
                    }
                }
            }
        }
        return granted;
    }

    private boolean isIdempotent(String channelName) {
        Channel channel = ports.channels().get(channelName);
        return channel == null || channel.isIdempotent();
    }

    private void judge(List<InFlightMessage> claimed) {
        if (claimed.isEmpty()) {
            return;
        }
        // Before they are judged: a held message may be released at once, by the pacing thread.
        claimed.forEach(message -> messages.put(message.job().sendId(), message));
        List<Verdict> verdicts =
                gates.judge(claimed.stream().map(this::candidate).toList());
        for (int i = 0; i < verdicts.size(); i++) {
            InFlightMessage message = claimed.get(i);
            switch (verdicts.get(i)) {
                case Verdict.Go go -> launch(message);
                case Verdict.Hold hold -> pacer.ensureRunning();
                case Verdict.Postpone postpone -> report(message, receipt(message, postpone));
                case Verdict.Skip skip -> report(message, receipt(message, skip));
            }
        }
    }

    private Candidate candidate(InFlightMessage message) {
        SendJob job = message.job();
        return new Candidate(job.key(), campaigns.get(job.campaignId()).campaign(), null, job.to(), job.skip());
    }

    private Receipt receipt(InFlightMessage message, Verdict.Postpone postpone) {
        return outcomes.postponed(message.job(), message.past(), postpone);
    }

    private Receipt receipt(InFlightMessage message, Verdict.Skip skip) {
        return outcomes.skipped(message.job(), message.past(), skip.reason());
    }

    private Receipt stopped(InFlightMessage message) {
        return outcomes.postponed(message.job(), message.past(), STOPPED);
    }

    private List<InFlightMessage> inFlight(List<Candidate> held) {
        return held.stream()
                .map(candidate ->
                        Objects.requireNonNull(messages.get(candidate.key().sendId())))
                .toList();
    }

    /** Sends a message as soon as its channel has a slot for it. */
    private void launch(InFlightMessage message) {
        SendJob job = message.job();
        if (!ports.channels().containsKey(job.channel())) {
            report(message, failed(message, "channel '%s' is not installed here".formatted(job.channel())));
        } else if (job.to() == null) {
            report(
                    message,
                    failed(
                            message,
                            "has no address: channel '%s' is not installed where its chunk was expanded"
                                    .formatted(job.channel())));
        } else {
            slots.add(message);
        }
    }

    private Receipt failed(InFlightMessage message, String reason) {
        return outcomes.failed(message.job(), message.past(), reason);
    }

    private boolean startThread(InFlightMessage message) {
        try {
            Thread thread = threads.newThread(() -> finish(message));
            message.runOn(thread);
            start("send-" + message.job().sendId(), thread);
            return true;
        } catch (RuntimeException | Error exhausted) {
            brokenOff.add(message, exhausted);
            return false;
        }
    }

    private void finish(InFlightMessage message) {
        try {
            Receipt receipt = send(message);
            message.decided(receipt);
            report(message, receipt);
        } catch (RuntimeException | Error unexpected) {
            brokenOff.add(message, unexpected);
        }
    }

    private static void start(String name, Thread thread) {
        thread.setName(name);
        thread.start();
    }

    private Receipt send(InFlightMessage message) {
        try {
            // Judged again, because it may have waited and its campaign may have been paused or cancelled since.
            Receipt steered = steered(message);
            return steered == null ? renderAndSend(message) : steered;
        } finally {
            slots.release(message);
        }
    }

    private Receipt renderAndSend(InFlightMessage message) {
        SendJob job = message.job();
        Channel channel = Objects.requireNonNull(ports.channels().get(job.channel()));
        OutboundMessage outbound;
        try {
            outbound = campaigns.get(job.campaignId()).render(job, Objects.requireNonNull(job.to()));
        } catch (RuntimeException | StackOverflowError broken) {
            return failed(message, "the template cannot be rendered: " + broken.getMessage());
        }
        if (!message.begin(nanoTime.getAsLong())) {
            return stopped(message);
        }
        return outcomes.of(job, message.past(), callChannel(message, channel, outbound), channel);
    }

    /** The receipt of a message whose campaign was paused or cancelled; null if it may leave. */
    private @Nullable Receipt steered(InFlightMessage message) {
        return switch (steering.judge(List.of(candidate(message))).getFirst()) {
            case Verdict.Go go -> null;
            case Verdict.Hold hold -> null;
            case Verdict.Postpone postpone -> receipt(message, postpone);
            case Verdict.Skip skip -> receipt(message, skip);
        };
    }

    private SendResult callChannel(InFlightMessage message, Channel channel, OutboundMessage outbound) {
        long begun = nanoTime.getAsLong();
        SendResult result = null;
        try {
            result = channel.send(outbound);
            if (result instanceof SendResult.Unable(String reason)) {
                exhaustion.report(channel.name(), reason);
            }
            return result;
        } catch (InterruptedException timedOut) {
            return new SendResult.Uncertain("the channel did not answer within " + settings.sendTimeout());
        } catch (RuntimeException | Error trouble) {
            return new SendResult.Uncertain(trouble.toString());
        } finally {
            ports.observer().sent(channel.name(), result, Duration.ofNanos(nanoTime.getAsLong() - begun));
            message.finish();
        }
    }

    private void report(InFlightMessage message, Receipt receipt) {
        ports.receipts().send(receipt, failure -> {
            if (failure == null) {
                messages.remove(message.job().sendId());
                message.acknowledge();
            } else {
                log.warn("Cannot publish the outcome of {}; trying again: {}", receipt.sendId(), failure.toString());
                afterPause.execute(() -> report(message, receipt));
            }
        });
    }

    @Override
    public void assigned(double share) {
        rateLimits.share(share);
    }

    /** Follows the limits and the campaigns in flight, and sees to sends that take too long or broke off. */
    @Override
    public void maintain() {
        // First the part that does not need the store, which may be unavailable.
        interruptOverdue(nanoTime.getAsLong());
        brokenOff.report();
        follow(
                rateLimits.refresh(),
                messages.values().stream()
                        .map(message -> message.job().campaignId())
                        .collect(Collectors.toSet()));
    }

    /** Reads campaigns again. If anything has changed, held messages are judged again. */
    private void follow(boolean limitsChanged, Collection<String> campaignIds) {
        boolean changed = campaigns.refresh(campaignIds) || limitsChanged;
        if (changed && rateLimits.held() > 0) {
            judge(inFlight(rateLimits.drain()));
        }
    }

    private void interruptOverdue(long now) {
        for (InFlightMessage message : messages.values()) {
            if (message.interruptIfOverdue(settings.sendTimeout(), now)) {
                SendJob job = message.job();
                log.warn(
                        "Channel {} has not answered for {} (campaign {}, lead {}) within {}; interrupting it",
                        job.channel(),
                        job.sendId(),
                        job.campaignId(),
                        job.leadId(),
                        settings.sendTimeout());
            }
        }
    }

    /** Returns waiting messages to the delivery log, so that they do not become uncertain to the next sender. */
    @Override
    public void cancelPending() {
        inFlight(rateLimits.drain()).forEach(message -> report(message, stopped(message)));
        slots.drain().forEach(message -> report(message, stopped(message)));
        messages.values().forEach(InFlightMessage::cancel);
    }

    /** How many messages are with their channels. */
    public int inFlight() {
        return slots.taken();
    }

    /** How many messages wait here for a rate limit. */
    public int held() {
        return rateLimits.held();
    }
}
