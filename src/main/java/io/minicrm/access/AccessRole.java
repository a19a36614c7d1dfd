package io.minicrm.access;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/** A usual set of scopes, named after the work that it is for. */
public enum AccessRole {
    /** Looks, without personal data. */
    VIEWER("viewer", EnumSet.of(Scope.READ)),
    /** Works with leads, segments and campaigns. */
    MARKETER(
            "marketer",
            EnumSet.of(
                    Scope.READ,
                    Scope.PII_READ,
                    Scope.LEADS_WRITE,
                    Scope.SEGMENTS_WRITE,
                    Scope.CAMPAIGNS_SEND,
                    Scope.CAMPAIGNS_STEER)),
    /** Keeps the system running, without personal data. */
    OPERATOR(
            "operator",
            EnumSet.of(
                    Scope.READ,
                    Scope.CAMPAIGNS_STEER,
                    Scope.CAMPAIGNS_RETRY,
                    Scope.LIMITS_WRITE,
                    Scope.KAFKA_READ,
                    Scope.METRICS_READ)),
    /** Everything. */
    ADMIN("admin", EnumSet.allOf(Scope.class));

    private final String code;
    private final Set<Scope> scopes;

    AccessRole(String code, Set<Scope> scopes) {
        this.code = code;
        this.scopes = Set.copyOf(scopes);
    }

    public String code() {
        return code;
    }

    public Set<Scope> scopes() {
        return scopes;
    }

    public static Optional<AccessRole> ofCode(String code) {
        return Arrays.stream(values()).filter(role -> role.code.equals(code)).findFirst();
    }
}
