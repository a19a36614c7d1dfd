package io.minicrm.delivery;

import io.minicrm.campaign.Campaign;
import io.minicrm.campaign.Campaigns;
import io.minicrm.campaign.MessageKey;
import io.minicrm.delivery.Deliveries.Claim;
import io.minicrm.delivery.Deliveries.ClaimRequest;
import io.minicrm.delivery.PlannedChunk.Place;
import io.minicrm.gate.SkipReason;
import io.minicrm.kafka.DeadLetterListener.Content;
import io.minicrm.kafka.DeadLetterListener.Origin;
import io.minicrm.kafka.MalformedRecordException;
import io.minicrm.text.StoredText;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Gives the messages of a record that cannot be processed an outcome, so that one such lead holds up neither its chunk
 * nor its campaign.
 *
 * <p>A chunk is divided first, if only some of its leads are at fault: it is published again as a job of those and a
 * job of the others. What is left is a chunk whose leads are all at fault, or a send job. Its record goes to the dead
 * letters, and its messages become {@code failed}, or {@code skipped} if the job says why. If another sender has
 * claimed a message, it may have left, and becomes {@code unknown}. A person can have all but skipped messages sent
 * again.
 *
 * <p>Example: the stored data of one lead among 200 cannot be read. Expanding halves of the chunk finds it in 16 steps.
 * 199 messages go out, one is {@code failed} with the reason, and the dead letter names its lead.
 *
 * <p>Records that do not stand in the plan of a campaign that may send change nothing here either.
 */
public final class SetAsideMessages {

    private static final int MAX_REASON_LENGTH = 1_000;

    /**
     * The same for all processes and records: a claim made here sends nothing, so a process that finds it after a
     * crash may take it over, also with another record of the same message.
     */
    static final String CLAIM_TOKEN =
            UUID.nameUUIDFromBytes("set-aside".getBytes(StandardCharsets.UTF_8)).toString();

    private final Ports ports;
    private final JobExpander expander;
    private final Consumer<List<ChunkJob>> jobs;
    private final Predicate<Throwable> isUnavailable;
    private final Clock clock;

    /** What is read and written. */
    public record Ports(Deliveries deliveries, Plans plans, Campaigns campaigns) {}

    /**
     * @param expander finds out which leads of a chunk are at fault; used by no other thread
     * @param jobs publishes jobs, and returns once the broker has them all
     * @param isUnavailable true if a failure means that the store is unreachable or busy
     */
    public SetAsideMessages(
            Ports ports,
            JobExpander expander,
            Consumer<List<ChunkJob>> jobs,
            Predicate<Throwable> isUnavailable,
            Clock clock) {
        this.ports = ports;
        this.expander = expander;
        this.jobs = jobs;
        this.isUnavailable = isUnavailable;
        this.clock = clock;
    }

    /** Messages of one chunk and round. */
    private record Planned(
            Campaign campaign,
            SendJob.ChunkRound chunk,
            List<String> leadIds,
            @Nullable SkipReason skip) {}

    /**
     * Publishes the leads of a chunk that are at fault apart from the others.
     *
     * @return false if that helps nobody, or if the record is not a chunk of a plan
     */
    boolean divide(Origin origin, Content content) {
        if (!origin.topic().equals(PipelineTopics.JOBS.name())) {
            return false;
        }
        ChunkJob job = chunkJob(content);
        if (job == null || job.leadIds().size() < 2 || planned(job).isEmpty()) {
            return false;
        }
        Set<String> faulty = new HashSet<>();
        findFaulty(job, faulty);
        if (faulty.isEmpty() || faulty.size() == job.leadIds().size()) {
            return false;
        }
        jobs.accept(List.of(
                job.withLeads(job.leadIds().stream()
                        .filter(lead -> !faulty.contains(lead))
                        .toList()),
                job.withLeads(job.leadIds().stream().filter(faulty::contains).toList())));
        return true;
    }

    private void findFaulty(ChunkJob job, Set<String> faulty) {
        List<String> leads = job.leadIds();
        if (canBeExpanded(job)) {
            return;
        }
        if (leads.size() == 1) {
            faulty.addAll(leads);
            return;
        }
        int half = leads.size() / 2;
        findFaulty(job.withLeads(leads.subList(0, half)), faulty);
        findFaulty(job.withLeads(leads.subList(half, leads.size())), faulty);
    }

    private boolean canBeExpanded(ChunkJob job) {
        try {
            expander.expand(List.of(job))
                    .forEach(message -> PipelineTopics.SEND_JOBS.codec().encode(message));
            return true;
        } catch (RuntimeException failure) {
            if (isUnavailable.test(failure)) {
                throw failure;
            }
            return false;
        }
    }

    /** Writes the outcome of the record's messages. A repeated call changes nothing. */
    void settle(Origin origin, Content content) {
        planned(origin, content).ifPresent(messages -> settle(messages, content.reason()));
    }

    private Optional<Planned> planned(Origin origin, Content content) {
        if (origin.topic().equals(PipelineTopics.JOBS.name())) {
            ChunkJob job = chunkJob(content);
            return job == null ? Optional.empty() : planned(job);
        }
        if (origin.topic().equals(PipelineTopics.SEND_JOBS.name())) {
            SendJob job = sendJob(content);
            return job == null ? Optional.empty() : planned(job);
        }
        return Optional.empty();
    }

    private Optional<Planned> planned(ChunkJob job) {
        return planned(job.campaignId(), job.chunkRound(), job.leadIds(), null);
    }

    private Optional<Planned> planned(SendJob job) {
        return planned(job.campaignId(), job.chunk(), List.of(job.leadId()), job.skip());
    }

    private Optional<Planned> planned(
            String campaignId, SendJob.ChunkRound round, List<String> leadIds, @Nullable SkipReason skip) {
        var place = new Place(campaignId, round.index());
        PlannedChunk chunk = ports.plans().at(Set.of(place)).get(place);
        if (chunk == null
                || !chunk.jobId().equals(round.jobId())
                || !chunk.leadIds().containsAll(leadIds)) {
            return Optional.empty();
        }
        return ports.campaigns()
                .find(campaignId)
                .filter(campaign -> Admission.isTime(campaign, clock.instant()))
                .map(campaign -> new Planned(campaign, round, leadIds, skip));
    }

    private void settle(Planned messages, String reason) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        List<ClaimRequest> requests = messages.leadIds().stream()
                .map(lead -> new ClaimRequest(
                        MessageKey.of(messages.campaign().id(), lead),
                        messages.chunk().index(),
                        messages.chunk().round()))
                .toList();
        List<Claim> claims = ports.deliveries().claim(requests, CLAIM_TOKEN, now);
        List<Receipt> receipts = new ArrayList<>();
        for (int i = 0; i < requests.size(); i++) {
            MessageKey key = requests.get(i).key();
            switch (claims.get(i)) {
                case Claim.Granted(PastAttempts past) -> receipts.add(ended(messages, key, past, reason, now));
                case Claim.Uncertain(PastAttempts past) -> receipts.add(ended(messages, key, past, reason, now));
                case Claim.Stale() -> {
                    // It has an outcome, or waits for another round.
                }
            }
        }
        ports.deliveries().apply(receipts);
    }

    private static Receipt ended(Planned messages, MessageKey key, PastAttempts past, String reason, Instant now) {
        SkipReason skip = messages.skip();
        if (past.maybeSent()) {
            return receipt(messages, key, DeliveryStatus.UNKNOWN, past, NotSentAgain.because(text(reason)), now);
        }
        return skip == null
                ? receipt(messages, key, DeliveryStatus.FAILED, past, text(reason), now)
                : receipt(messages, key, DeliveryStatus.SKIPPED, past, skip.code(), now);
    }

    private static Receipt receipt(
            Planned messages, MessageKey key, DeliveryStatus status, PastAttempts past, String error, Instant now) {
        return new Receipt(
                key,
                status,
                messages.campaign().channel(),
                null,
                error,
                now,
                new SendAttempt(past.failures() + 1, messages.chunk().round(), null, null, null, past.maybeSent()));
    }

    private static String text(String reason) {
        return StoredText.cleaned("cannot be processed: " + reason, MAX_REASON_LENGTH);
    }

    private static @Nullable ChunkJob chunkJob(Content content) {
        byte[] value = content.value();
        try {
            return value == null ? null : PipelineTopics.JOBS.codec().decode(value, content.headers());
        } catch (MalformedRecordException unreadable) {
            return null;
        }
    }

    private static @Nullable SendJob sendJob(Content content) {
        byte[] value = content.value();
        try {
            return value == null ? null : PipelineTopics.SEND_JOBS.codec().decode(value, content.headers());
        } catch (MalformedRecordException unreadable) {
            return null;
        }
    }
}
