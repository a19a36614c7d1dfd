package io.minicrm.campaign;

import io.minicrm.segment.Rule;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Builds campaigns for tests; fields that a test does not set have ordinary values. */
public final class TestCampaign {

    public static final Instant CREATED_AT = Instant.parse("2026-11-24T12:00:00Z");

    private final String id;
    private Rule rule = new Rule.Group(Rule.Combinator.AND, false, List.of());
    private String name = "Test";
    private String segmentId = "segment-1";
    private String template = "Hi {{name}}";
    private String channel = "simulator";
    private int chunkSize = 100;
    private CampaignStatus status = CampaignStatus.QUEUED;
    private long audience;
    private @Nullable Integer maxRate;
    private Instant createdAt = CREATED_AT;
    private @Nullable String idempotencyKey;
    private @Nullable Instant scheduledAt;
    private AudienceTime audienceTime = AudienceTime.AT_CREATION;
    private @Nullable Instant plannedAt;
    private @Nullable Instant startedAt;
    private @Nullable Instant finishedAt;

    private TestCampaign(String id) {
        this.id = id;
    }

    public static TestCampaign withId(String id) {
        return new TestCampaign(id);
    }

    public TestCampaign rule(Rule value) {
        rule = value;
        return this;
    }

    public TestCampaign name(String value) {
        name = value;
        return this;
    }

    public TestCampaign segmentId(String value) {
        segmentId = value;
        return this;
    }

    public TestCampaign template(String value) {
        template = value;
        return this;
    }

    public TestCampaign channel(String value) {
        channel = value;
        return this;
    }

    public TestCampaign chunkSize(int value) {
        chunkSize = value;
        return this;
    }

    public TestCampaign status(CampaignStatus value) {
        status = value;
        return this;
    }

    public TestCampaign audience(long value) {
        audience = value;
        return this;
    }

    public TestCampaign maxRate(@Nullable Integer value) {
        maxRate = value;
        return this;
    }

    public TestCampaign createdAt(Instant value) {
        createdAt = value;
        return this;
    }

    public TestCampaign idempotencyKey(@Nullable String value) {
        idempotencyKey = value;
        return this;
    }

    public TestCampaign audienceTime(AudienceTime value) {
        audienceTime = value;
        return this;
    }

    public TestCampaign scheduledAt(@Nullable Instant value) {
        scheduledAt = value;
        return this;
    }

    public TestCampaign plannedAt(@Nullable Instant value) {
        plannedAt = value;
        return this;
    }

    public TestCampaign startedAt(@Nullable Instant value) {
        startedAt = value;
        return this;
    }

    public TestCampaign finishedAt(@Nullable Instant value) {
        finishedAt = value;
        return this;
    }

    public Campaign build() {
        return new Campaign(
                id,
                new Content(name, segmentId, rule, template, Map.of(), channel, DuplicateAddresses.SKIP),
                new Pace(chunkSize, maxRate),
                new Schedule(scheduledAt, audienceTime),
                new Origin(null, createdAt, idempotencyKey, idempotencyKey == null ? null : "hash"),
                new Progress(
                        status,
                        audience,
                        (int) Math.ceilDiv(audience, (long) chunkSize),
                        plannedAt,
                        startedAt,
                        finishedAt));
    }
}
