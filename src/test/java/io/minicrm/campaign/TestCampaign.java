package io.minicrm.campaign;

import io.minicrm.segment.Rule;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Builds campaigns for tests; what a test does not set is unremarkable. */
public final class TestCampaign {

    public static final Instant CREATED_AT = Instant.parse("2026-11-24T12:00:00Z");

    private final String id;
    private String channel = "simulator";
    private CampaignStatus status = CampaignStatus.QUEUED;
    private long audience;
    private @Nullable Integer maxRate;
    private Instant createdAt = CREATED_AT;
    private @Nullable Instant scheduledAt;
    private @Nullable Instant plannedAt;
    private @Nullable Instant startedAt;
    private @Nullable Instant finishedAt;

    private TestCampaign(String id) {
        this.id = id;
    }

    public static TestCampaign withId(String id) {
        return new TestCampaign(id);
    }

    public TestCampaign channel(String value) {
        channel = value;
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
                "Test",
                "segment-1",
                new Rule.Group(Rule.Combinator.AND, false, List.of()),
                "Hi {{name}}",
                null,
                channel,
                100,
                null,
                createdAt,
                scheduledAt,
                maxRate,
                null,
                null,
                status,
                audience,
                (int) Math.ceilDiv(audience, 100L),
                plannedAt,
                startedAt,
                finishedAt);
    }
}
