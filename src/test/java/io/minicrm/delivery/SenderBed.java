package io.minicrm.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.minicrm.campaign.CampaignStatus;
import io.minicrm.campaign.MessageKey;
import io.minicrm.campaign.TestCampaign;
import io.minicrm.delivery.Channel.OutboundMessage;
import io.minicrm.delivery.Channel.SendResult;
import io.minicrm.delivery.Deliveries.Claim;
import io.minicrm.delivery.Deliveries.ClaimRequest;
import io.minicrm.gate.RateLimitGate;
import io.minicrm.gate.SkipReason;
import io.minicrm.gate.TestLimits;
import io.minicrm.kafka.AsyncStage.Work;
import io.minicrm.kafka.Publisher;
import io.minicrm.kafka.TestTickets;
import io.minicrm.kafka.Ticket;
import io.minicrm.lead.Attributes;
import io.minicrm.lead.InMemoryLeads;
import io.minicrm.lead.Lead;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A sender with a provider, a log, a broker and a clock that the test controls. */
final class SenderBed {

    static final String CAMPAIGN = "campaign-1";
    private static final List<String> OTHER_CHANNELS = List.of("mail", "pigeon");
    static final Duration TIMEOUT = Duration.ofSeconds(60);

    final MutableClock clock = new MutableClock();
    final CampaignsInMemory campaigns = new CampaignsInMemory();
    final PlansInMemory plans = new PlansInMemory();
    final InMemoryLeads leads = new InMemoryLeads();
    final TestLimits limits = new TestLimits();
    final Provider provider = new Provider("simulator", true);
    final Provider withoutKeys = new Provider("mail", false);
    final Log log = new Log();
    final Broker broker = new Broker();
    final Queue<Runnable> afterPause = new ConcurrentLinkedQueue<>();
    final Observed observed = new Observed();
    final List<String> deadLetters = new CopyOnWriteArrayList<>();
    private final Map<String, Ticket> tickets = new ConcurrentHashMap<>();
    private @Nullable SendWorker worker;
    private int sendsInFlight = 100;
    volatile boolean noThreads;

    SenderBed() {
        campaign(CampaignStatus.RUNNING, null);
        OTHER_CHANNELS.forEach(channel -> campaigns.put(TestCampaign.withId(campaignOf(channel))
                .status(CampaignStatus.RUNNING)
                .channel(channel)
                .audience(100)
                .plannedAt(MutableClock.START)
                .build()));
    }

    private static String campaignOf(String channel) {
        return channel.equals("simulator") ? CAMPAIGN : CAMPAIGN + "-" + channel;
    }

    SenderBed sendsInFlight(int most) {
        sendsInFlight = most;
        return this;
    }

    void campaign(CampaignStatus status, @Nullable Integer maxRate) {
        campaigns.put(TestCampaign.withId(CAMPAIGN)
                .status(status)
                .audience(100)
                .maxRate(maxRate)
                .plannedAt(MutableClock.START)
                .build());
    }

    SendWorker worker() {
        SendWorker made = worker;
        if (made == null) {
            made = new SendWorker(
                    new SenderPorts(
                            new SenderPorts.Stored(log, campaigns, plans, leads),
                            Map.of("simulator", provider, "mail", withoutKeys),
                            broker,
                            observed),
                    new RateLimitGate(limits, 10, clock),
                    new SenderSettings(
                            sendsInFlight, TIMEOUT, new RetryPolicy(3, Duration.ofSeconds(2), Duration.ofMinutes(10))),
                    new WorkerEnvironment(
                            clock,
                            clock,
                            this::thread,
                            WorkerEnvironment.of(clock).random()),
                    afterPause::add);
            worker = made;
        }
        return made;
    }

    private Thread thread(Runnable task) {
        if (noThreads) {
            throw new OutOfMemoryError("unable to create native thread");
        }
        return Thread.ofVirtual().unstarted(task);
    }

    /** Starts the jobs as one batch. Their leads are in the plan, with the addresses that the jobs have. */
    void start(SendJob... jobs) {
        plan(jobs);
        for (SendJob job : jobs) {
            leads.upsert(List.of(lead(job.leadId(), job.to())));
        }
        startAsTheyAre(jobs);
    }

    /** Puts the leads of these jobs into the plan. */
    void plan(SendJob... jobs) {
        for (SendJob job : jobs) {
            plans.add(job.campaignId(), job.chunkIndex(), job.jobId(), List.of(job.leadId()));
        }
    }

    /** Each lead has a chunk of its own, so that a test can add leads to the plan at any time. */
    private static int chunkOf(String lead) {
        return lead.hashCode() & 0xFFFFFF;
    }

    static Lead lead(String id, @Nullable String email) {
        return new Lead(id, null, email, null, false, Attributes.NONE, MutableClock.START);
    }

    /** Starts the jobs as one batch, whatever plan and leads say of them. */
    void startAsTheyAre(SendJob... jobs) {
        worker().start("batch", Arrays.stream(jobs).map(this::work).toList());
    }

    private Work<SendJob> work(SendJob job) {
        Ticket ticket = TestTickets.ticket();
        tickets.put(job.leadId() + "/" + job.round() + "/" + tickets.size(), ticket);
        return new Work<>(job, ticket, reason -> deadLetters.add(job.leadId() + ": " + reason));
    }

    long unfinished() {
        return tickets.values().stream()
                .filter(ticket -> !TestTickets.isFinished(ticket))
                .count();
    }

    /** Waits for so many receipts, and checks that there are no more. */
    void awaitReceipts(int count) {
        await().until(() -> broker.receipts.size() >= count);
        assertThat(broker.receipts).hasSize(count);
    }

    /** The same for receipts that maintenance reports, which is asked for until then. */
    void awaitReceiptsOfMaintenance(int count) {
        await().until(() -> {
            worker().maintain();
            return broker.receipts.size() == count;
        });
    }

    static SendJob job(String lead) {
        return job(lead, "simulator", lead + "@example.com", 1, null);
    }

    static SendJob job(String lead, String channel, @Nullable String to, int round, @Nullable SkipReason skip) {
        return new SendJob(
                MessageKey.of(campaignOf(channel), lead),
                new SendJob.ChunkRound(
                        "job-%s-%d-1757656477507-kz2rrf".formatted(campaignOf(channel), chunkOf(lead)),
                        chunkOf(lead),
                        1,
                        round),
                channel,
                to,
                Map.of("name", lead),
                MutableClock.START,
                skip);
    }

    /** Answers each message as the test specifies, and can hold messages until the test releases them. */
    static final class Provider implements Channel {

        private final String name;
        private final boolean idempotent;
        final List<OutboundMessage> sent = new CopyOnWriteArrayList<>();
        final AtomicInteger interrupts = new AtomicInteger();
        final AtomicInteger most = new AtomicInteger();
        private final AtomicInteger now = new AtomicInteger();
        volatile Function<OutboundMessage, SendResult> answer = message -> new SendResult.Accepted("id");
        volatile @Nullable Semaphore held;
        volatile int concurrency = Integer.MAX_VALUE;

        Provider(String name, boolean idempotent) {
            this.name = name;
            this.idempotent = idempotent;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public boolean isIdempotent() {
            return idempotent;
        }

        @Override
        public int concurrency() {
            return concurrency;
        }

        @Override
        public @Nullable String addressOf(Lead lead) {
            return lead.email();
        }

        @Override
        public boolean isAddress(String text) {
            return text.contains("@");
        }

        @Override
        public SendResult send(OutboundMessage message) throws InterruptedException {
            most.accumulateAndGet(now.incrementAndGet(), Math::max);
            sent.add(message);
            try {
                Semaphore gate = held;
                if (gate != null) {
                    gate.acquire();
                }
                return answer.apply(message);
            } catch (InterruptedException interrupted) {
                interrupts.incrementAndGet();
                throw interrupted;
            } finally {
                now.decrementAndGet();
            }
        }
    }

    /** Grants every claim unless the test specifies another answer. */
    static final class Log implements Deliveries {

        final List<ClaimRequest> claimed = new CopyOnWriteArrayList<>();
        volatile Function<ClaimRequest, Claim> answer = request -> new Claim.Granted(PastAttempts.NONE);

        @Override
        public List<Claim> claim(List<ClaimRequest> requests, String token, Instant now) {
            claimed.addAll(requests);
            return requests.stream().map(answer).toList();
        }

        @Override
        public int apply(List<Receipt> receipts) {
            throw new AssertionError("A sender applies no receipts");
        }

        @Override
        public Survey survey(String campaignId, Instant since, int maxReasons) {
            throw new AssertionError("A sender surveys nothing");
        }

        @Override
        public Unsettled unsettled(String campaignId) {
            throw new AssertionError("A sender surveys nothing");
        }

        @Override
        public List<LimitWait> waitingForLimits() {
            throw new AssertionError("A sender counts nothing");
        }

        @Override
        public long reopen(String campaignId, Set<DeliveryStatus> statuses, Instant now) {
            throw new AssertionError("A sender reopens nothing");
        }

        @Override
        public List<Delivery> find(String campaignId, DeliveryFilter filter, @Nullable String afterLeadId, int limit) {
            throw new AssertionError("A sender reads no rows");
        }

        @Override
        public Count count(String campaignId, DeliveryFilter filter, int maxExamined) {
            throw new AssertionError("A sender counts no rows");
        }

        @Override
        public Map<String, Long> countReached(List<String> campaignIds, List<String> leadIds) {
            throw new AssertionError("A sender counts nobody");
        }

        @Override
        public List<Delivery> ofLead(String leadId, @Nullable String beforeCampaignId, int limit) {
            throw new AssertionError("A sender reads no rows");
        }
    }

    /** Records the receipts, and confirms them at once unless the test holds them, confirms them itself or refuses some. */
    static final class Broker implements SenderPorts.ReceiptSink {

        final List<Receipt> receipts = new CopyOnWriteArrayList<>();
        final List<Publisher.Outcome> unconfirmed = new ArrayList<>();
        final AtomicInteger refusals = new AtomicInteger();
        final AtomicInteger interrupts = new AtomicInteger();
        final AtomicInteger breakOffs = new AtomicInteger();
        volatile boolean confirms = true;
        volatile Semaphore held = new Semaphore(Integer.MAX_VALUE);

        @Override
        public void send(Receipt receipt, Publisher.Outcome done) {
            held.acquireUninterruptibly();
            if (breakOffs.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
                throw new NoClassDefFoundError("no file is left to load it");
            }
            if (Thread.interrupted()) {
                interrupts.incrementAndGet();
            }
            if (refusals.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
                done.complete(new IllegalStateException("the broker is away"));
                return;
            }
            receipts.add(receipt);
            if (confirms) {
                done.complete(null);
            } else {
                unconfirmed.add(done);
            }
        }

        Receipt of(String lead) {
            return receipts.stream()
                    .filter(receipt -> receipt.leadId().equals(lead))
                    .reduce((first, last) -> last)
                    .orElseThrow(() -> new AssertionError("no receipt for " + lead + " among " + receipts));
        }
    }

    /** Records the claims and sends that a sender reports. */
    static final class Observed implements DeliveryObserver {

        final List<Claim> claims = new CopyOnWriteArrayList<>();
        final List<String> sends = new CopyOnWriteArrayList<>();
        final AtomicInteger foreign = new AtomicInteger();
        volatile boolean breaksOff;

        @Override
        public void foreign(String topic, int records) {
            foreign.addAndGet(records);
        }

        @Override
        public void claimed(List<Claim> answers) {
            claims.addAll(answers);
        }

        @Override
        public void sent(String channel, @Nullable SendResult result, Duration took) {
            if (breaksOff) {
                throw new NoClassDefFoundError("no file is left to load it");
            }
            sends.add(
                    channel + " " + (result == null ? "none" : result.getClass().getSimpleName()) + " " + took);
        }

        @Override
        public void received(List<Receipt> receipts) {
            throw new AssertionError("A sender writes no receipts");
        }

        @Override
        public void recounted(int touches) {
            throw new AssertionError("A sender recounts nothing");
        }
    }
}
