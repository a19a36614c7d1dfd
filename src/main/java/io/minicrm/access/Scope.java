package io.minicrm.access;

import java.util.Arrays;
import java.util.Optional;

/** A permission. The codes are stored and part of the API: they never change. */
public enum Scope {
    /** Segments, campaigns, events, diagnoses and limits; personal data is masked. */
    READ("read"),
    /** Personal data: leads, samples, rendered messages, the values of Kafka records. */
    PII_READ("pii:read"),
    /** Create, change and import leads, and declare attributes. */
    LEADS_WRITE("leads:write"),
    LEADS_DELETE("leads:delete"),
    /** Create, change and delete segments, and preview rules. */
    SEGMENTS_WRITE("segments:write"),
    /** Create campaigns, which sends them. */
    CAMPAIGNS_SEND("campaigns:send"),
    /** Approve campaigns that somebody else has created. */
    CAMPAIGNS_APPROVE("campaigns:approve"),
    /** Pause, resume and cancel campaigns, change their pace, recount them. */
    CAMPAIGNS_STEER("campaigns:steer"),
    /** Send failed and unknown messages again, which may reach a person twice. */
    CAMPAIGNS_RETRY("campaigns:retry"),
    LIMITS_WRITE("limits:write"),
    /** Topics, consumer groups and records; the values of records need {@link #PII_READ}. */
    KAFKA_READ("kafka:read"),
    /** Replay dead letters. */
    KAFKA_WRITE("kafka:write"),
    /** The metrics for Prometheus. */
    METRICS_READ("metrics:read"),
    /** API keys and the audit log. */
    ADMIN("admin");

    private final String code;

    Scope(String code) {
        this.code = code;
    }

    public String code() {
        return code;
    }

    public static Optional<Scope> ofCode(String code) {
        return Arrays.stream(values()).filter(scope -> scope.code.equals(code)).findFirst();
    }
}
