package io.minicrm.api;

import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpMethod;
import org.springframework.security.web.servlet.util.matcher.PathPatternRequestMatcher;

/**
 * What a request costs of the budgets of {@link io.minicrm.access.RequestLimits}: 1, or more where the server has to
 * look at many leads or records for the answer.
 */
final class RequestCost {

    private static final String API = "/api/v1";
    private static final PathPatternRequestMatcher.Builder PATHS = PathPatternRequestMatcher.withDefaults();

    /** Health probes and callbacks of providers, whose rate we do not choose, and the files of the pages. */
    private static final int FREE = 0;

    private static final int SIMPLE = 1;

    /** Looks for text, or asks Kafka. */
    private static final int SEARCH = 10;

    /** Evaluates rules, templates or conditions on many leads or records. */
    private static final int SCAN = 50;

    /**
     * The first that matches decides.
     *
     * @param parameter costs only a request that has this parameter; null: every one
     */
    private record Rule(
            PathPatternRequestMatcher path, @Nullable String parameter, int cost) {

        boolean matches(HttpServletRequest request) {
            return path.matches(request) && (parameter == null || request.getParameter(parameter) != null);
        }
    }

    private static final List<Rule> RULES = List.of(
            post("/receipts/{channel}", FREE),
            new Rule(PATHS.matcher("/actuator/health/{*group}"), null, FREE),
            post("/segments/preview", SCAN),
            post("/segments/leads", SCAN),
            post("/campaigns", SCAN),
            post("/campaigns/check", SCAN),
            post("/campaigns/test-send", SCAN),
            post("/campaigns/{id}/approve", SCAN),
            get("/campaigns/{id}/approval", null, SCAN),
            get("/campaigns/{id}/analysis", null, SCAN),
            get("/campaigns/{id}/deliveries.csv", null, SCAN),
            get("/campaigns/{id}/deliveries/count", null, SCAN),
            get("/campaigns/{id}/diagnosis", null, SCAN),
            get("/campaigns/{id}/waits", null, SEARCH),
            get("/campaigns/{id}/deliveries", "error", SEARCH),
            get("/campaigns/{id}/deliveries", "status", SEARCH),
            get("/segments/{id}/preview", null, SCAN),
            get("/segments/{id}/leads", null, SCAN),
            get("/segments/fields/{name}/values", null, SCAN),
            get("/kafka/topics/{topic}/messages", "where", SCAN),
            get("/kafka/topics/{topic}/messages", "grep", SCAN),
            get("/kafka/topics/{topic}/messages", null, SEARCH),
            get("/kafka/groups", null, SEARCH),
            get("/dead-letters", null, SEARCH),
            get("/trace", null, SEARCH),
            get("/leads", "q", SEARCH),
            get("/leads", "sort", SEARCH),
            get("/leads", "total", SEARCH),
            get("/campaigns", "q", SEARCH),
            post("/segments/why", SEARCH),
            post("/campaigns/preview", SEARCH),
            post("/campaigns/previews", SEARCH),
            post("/imports/preview", SEARCH));

    private RequestCost() {}

    static int of(HttpServletRequest request) {
        String path = request.getRequestURI();
        if (!path.startsWith("/api") && !path.startsWith("/actuator") && !path.startsWith("/v3")) {
            return FREE;
        }
        return RULES.stream()
                .filter(rule -> rule.matches(request))
                .findFirst()
                .map(Rule::cost)
                .orElse(SIMPLE);
    }

    private static Rule get(String path, @Nullable String parameter, int cost) {
        return new Rule(PATHS.matcher(HttpMethod.GET, API + path), parameter, cost);
    }

    private static Rule post(String path, int cost) {
        return new Rule(PATHS.matcher(HttpMethod.POST, API + path), null, cost);
    }
}
