package io.minicrm.progress;

import com.fasterxml.jackson.annotation.JsonValue;
import io.minicrm.campaign.CampaignPhase;
import io.minicrm.delivery.CampaignStats;
import io.minicrm.delivery.DeliveryStatus;
import io.minicrm.gate.Limits.Limit;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Why a campaign is where it is, and when it will end.
 *
 * @param waitingFor everything that it waits for; empty if nothing is left to do
 * @param leadsPerSecond leads that senders started with, per second, over the last ten seconds
 * @param estimatedSeconds until the last lead is settled, at that rate; null if nothing moves
 * @param estimatedFinishAt the same as a time
 * @param limits the rate limits that apply to it, its own included
 * @param groups the worker groups of the pipeline; null if Kafka cannot be reached
 * @param errors the most frequent explanations in its messages
 */
public record Diagnosis(
        String campaignId,
        CampaignPhase status,
        List<Wait> waitingFor,
        CampaignStats stats,
        double leadsPerSecond,
        @Nullable Long estimatedSeconds,
        @Nullable Instant estimatedFinishAt,
        List<RateLimit> limits,
        @Nullable List<Group> groups,
        List<ErrorCount> errors) {

    /**
     * One thing that the campaign waits for.
     *
     * @param detail the same as a sentence
     * @param leads the number of leads that wait for it; null if it is not known
     * @param until when the waiting ends; null if it is not known
     */
    public record Wait(
            WaitReason what,
            String detail,
            @Nullable Long leads,
            @Nullable Instant until) {}

    /** What a rate limit applies to. */
    public enum RateLimitScope {
        CAMPAIGN,
        CHANNEL,
        DOMAIN;

        /** The scope as text. */
        @JsonValue
        public String code() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** A limit that applies to the campaign. */
    public record RateLimit(RateLimitScope scope, String name, int perSecond) {

        boolean isOf(Limit limit) {
            return scope.code().equals(limit.scope().code()) && name.equals(limit.name());
        }
    }

    /**
     * The workers of one step.
     *
     * @param members consumers in the group; 0 if no process does this step
     * @param lag records that are not read yet, of all campaigns
     */
    public record Group(String group, String role, int members, long lag) {}

    /** @param leads the number of leads whose message has this status and explanation */
    public record ErrorCount(DeliveryStatus status, String error, long leads) {}
}
