package io.minicrm.api;

import io.minicrm.access.Scope;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpMethod;

/**
 * Which scope each operation needs. An operation that is missing here is only open to administrators, and a test fails
 * for it.
 *
 * @param method the method of the operation; null for all
 * @param path its path with variables, as the resource declares it
 * @param scope what is needed; null: nothing, not even a log-in
 */
record AccessRule(
        @Nullable HttpMethod method, String path, @Nullable Scope scope) {

    private static final String API = "/api/v1";

    /** In order; the first that matches a request decides. */
    static final List<AccessRule> ALL = List.of(
            // Providers sign their callbacks.
            open(HttpMethod.POST, "/receipts/{channel}"),
            get("/me", Scope.READ),
            // Nobody is logged in before the log-in, and everybody may log out.
            open(HttpMethod.POST, "/setup"),
            open(HttpMethod.POST, "/session"),
            open(HttpMethod.DELETE, "/session"),
            open(HttpMethod.GET, "/session/methods"),
            get("/session", Scope.READ),
            put("/session/password", Scope.READ),
            post("/session/link", Scope.ADMIN),
            get("/leads", Scope.READ),
            post("/leads", Scope.LEADS_WRITE),
            post("/leads/bulk", Scope.LEADS_WRITE),
            post("/leads/import", Scope.LEADS_WRITE),
            get("/imports", Scope.READ),
            post("/imports", Scope.LEADS_WRITE),
            post("/imports/preview", Scope.LEADS_WRITE),
            get("/imports/{id}", Scope.READ),
            // The messages quote values of leads.
            get("/imports/{id}/errors", Scope.PII_READ),
            post("/imports/{id}/cancel", Scope.LEADS_WRITE),
            get("/leads/{id}", Scope.READ),
            put("/leads/{id}", Scope.LEADS_WRITE),
            patch("/leads/{id}", Scope.LEADS_WRITE),
            delete("/leads/{id}", Scope.LEADS_DELETE),
            get("/leads/{id}/deliveries", Scope.READ),
            // Being selected tells values of the lead.
            get("/leads/{id}/segments", Scope.PII_READ),
            get("/leads/{id}/consents", Scope.READ),
            post("/leads/{id}/consents", Scope.LEADS_WRITE),
            get("/attributes", Scope.READ),
            get("/attributes/{name}", Scope.READ),
            put("/attributes/{name}", Scope.LEADS_WRITE),
            delete("/attributes/{name}", Scope.LEADS_WRITE),
            get("/segments", Scope.READ),
            post("/segments", Scope.SEGMENTS_WRITE),
            post("/segments/preview", Scope.SEGMENTS_WRITE),
            get("/segments/fields", Scope.READ),
            // Values of leads.
            get("/segments/fields/{name}/values", Scope.PII_READ),
            post("/segments/leads", Scope.SEGMENTS_WRITE),
            // The explanation contains the values of the lead.
            post("/segments/why", Scope.PII_READ),
            get("/segments/{id}", Scope.READ),
            put("/segments/{id}", Scope.SEGMENTS_WRITE),
            patch("/segments/{id}", Scope.SEGMENTS_WRITE),
            delete("/segments/{id}", Scope.SEGMENTS_WRITE),
            get("/segments/{id}/preview", Scope.READ),
            get("/segments/{id}/leads", Scope.READ),
            get("/segments/{id}/leads/{lead}/why", Scope.PII_READ),
            get("/campaigns", Scope.READ),
            post("/campaigns", Scope.CAMPAIGNS_SEND),
            post("/campaigns/check", Scope.CAMPAIGNS_SEND),
            post("/campaigns/test-send", Scope.CAMPAIGNS_SEND),
            // A rendered message contains the values of the lead.
            post("/campaigns/preview", Scope.PII_READ),
            post("/campaigns/previews", Scope.PII_READ),
            get("/drafts", Scope.READ),
            post("/drafts", Scope.CAMPAIGNS_SEND),
            get("/drafts/{id}", Scope.READ),
            patch("/drafts/{id}", Scope.CAMPAIGNS_SEND),
            delete("/drafts/{id}", Scope.CAMPAIGNS_SEND),
            post("/drafts/{id}/send", Scope.CAMPAIGNS_SEND),
            get("/campaigns/{id}", Scope.READ),
            patch("/campaigns/{id}", Scope.CAMPAIGNS_STEER),
            post("/campaigns/{id}/pause", Scope.CAMPAIGNS_STEER),
            post("/campaigns/{id}/resume", Scope.CAMPAIGNS_STEER),
            post("/campaigns/{id}/cancel", Scope.CAMPAIGNS_STEER),
            post("/campaigns/{id}/recount", Scope.CAMPAIGNS_STEER),
            post("/campaigns/{id}/retry", Scope.CAMPAIGNS_RETRY),
            get("/campaigns/{id}/approval", Scope.READ),
            post("/campaigns/{id}/approve", Scope.CAMPAIGNS_APPROVE),
            get("/campaigns/{id}/rules", Scope.READ),
            get("/campaigns/{id}/deliveries", Scope.READ),
            get("/campaigns/{id}/deliveries/count", Scope.READ),
            // Masked without pii:read.
            get("/campaigns/{id}/deliveries.csv", Scope.READ),
            get("/campaigns/{id}/deliveries/{lead}/message", Scope.PII_READ),
            get("/campaigns/{id}/waits", Scope.READ),
            get("/campaigns/{id}/diagnosis", Scope.READ),
            get("/campaigns/{id}/analysis", Scope.READ),
            get("/campaigns/{id}/events", Scope.READ),
            get("/campaigns/{id}/series", Scope.READ),
            get("/events", Scope.READ),
            get("/trace", Scope.READ),
            get("/system", Scope.READ),
            get("/channels", Scope.READ),
            get("/summary", Scope.READ),
            // The segment is only created if it is missing.
            post("/samples", Scope.LEADS_WRITE),
            get("/limits", Scope.READ),
            put("/limits/{scope}/{name}", Scope.LIMITS_WRITE),
            delete("/limits/{scope}/{name}", Scope.LIMITS_WRITE),
            get("/kafka/topics", Scope.KAFKA_READ),
            get("/kafka/topics/{topic}", Scope.KAFKA_READ),
            get("/kafka/topics/{topic}/messages", Scope.KAFKA_READ),
            get("/kafka/groups", Scope.KAFKA_READ),
            get("/dead-letters", Scope.KAFKA_READ),
            post("/dead-letters/replay", Scope.KAFKA_WRITE),
            get("/users", Scope.ADMIN),
            post("/users", Scope.ADMIN),
            get("/users/{id}", Scope.ADMIN),
            put("/users/{id}", Scope.ADMIN),
            delete("/users/{id}", Scope.ADMIN),
            get("/keys", Scope.ADMIN),
            post("/keys", Scope.ADMIN),
            post("/keys/{id}/rotate", Scope.ADMIN),
            delete("/keys/{id}", Scope.ADMIN),
            get("/audit", Scope.ADMIN),
            new AccessRule(HttpMethod.GET, "/actuator/health/liveness", null),
            new AccessRule(HttpMethod.GET, "/actuator/health/readiness", null),
            new AccessRule(HttpMethod.GET, "/actuator/health", Scope.READ),
            new AccessRule(HttpMethod.GET, "/actuator/prometheus", Scope.METRICS_READ),
            new AccessRule(HttpMethod.GET, "/v3/api-docs", Scope.READ),
            // Other methods of open paths are answered with 405, as the description says.
            otherMethods("/receipts/{channel}"),
            otherMethods("/setup"),
            otherMethods("/session"),
            otherMethods("/session/methods"),
            // Everything else below these paths. The front end's files, which are elsewhere, contain no data.
            get("/{*path}", Scope.ADMIN),
            post("/{*path}", Scope.ADMIN),
            put("/{*path}", Scope.ADMIN),
            patch("/{*path}", Scope.ADMIN),
            delete("/{*path}", Scope.ADMIN),
            // OPTIONS names the methods of a path, and no operation has another method: 405.
            new AccessRule(null, "/api/{*path}", Scope.READ),
            new AccessRule(null, "/actuator/{*path}", Scope.ADMIN),
            new AccessRule(null, "/v3/{*path}", Scope.ADMIN));

    /**
     * The scope of an operation; null if it is open to everybody.
     *
     * @param path as the resource declares it
     */
    static @Nullable Scope scopeOf(HttpMethod method, String path) {
        return ALL.stream()
                .filter(rule -> method.equals(rule.method) && rule.path.equals(path))
                .findFirst()
                .map(rule -> Optional.ofNullable(rule.scope))
                .orElse(Optional.of(Scope.ADMIN))
                .orElse(null);
    }

    private static AccessRule get(String path, Scope scope) {
        return new AccessRule(HttpMethod.GET, API + path, scope);
    }

    private static AccessRule post(String path, Scope scope) {
        return new AccessRule(HttpMethod.POST, API + path, scope);
    }

    private static AccessRule put(String path, Scope scope) {
        return new AccessRule(HttpMethod.PUT, API + path, scope);
    }

    private static AccessRule patch(String path, Scope scope) {
        return new AccessRule(HttpMethod.PATCH, API + path, scope);
    }

    private static AccessRule delete(String path, Scope scope) {
        return new AccessRule(HttpMethod.DELETE, API + path, scope);
    }

    private static AccessRule otherMethods(String path) {
        return new AccessRule(null, API + path, Scope.READ);
    }

    private static AccessRule open(HttpMethod method, String path) {
        return new AccessRule(method, API + path, null);
    }
}
