package io.minicrm.api;

import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Set;
import org.springframework.http.server.PathContainer;
import org.springframework.web.util.pattern.PathPattern;
import org.springframework.web.util.pattern.PathPatternParser;

/** The operations that take an {@code Idempotency-Key}: every {@code POST} that creates something, or sends again. */
final class IdempotentOperations {

    static final String HEADER = "Idempotency-Key";

    private static final String API = "/api/v1";

    /** Its answer contains a secret, which is stored nowhere. */
    private static final String KEYS = API + "/keys";

    /** The paths, as the resources declare them. */
    static final Set<String> PATHS = Set.of(
            API + "/leads",
            API + "/leads/bulk",
            API + "/leads/import",
            API + "/leads/{id}/consents",
            API + "/imports",
            API + "/segments",
            API + "/campaigns",
            API + "/drafts",
            API + "/drafts/{id}/send",
            API + "/campaigns/test-send",
            API + "/campaigns/{id}/retry",
            API + "/users",
            KEYS);

    private static final List<PathPattern> PATTERNS =
            PATHS.stream().map(PathPatternParser.defaultInstance::parse).toList();

    private IdempotentOperations() {}

    static boolean contain(HttpServletRequest request) {
        PathContainer path = PathContainer.parsePath(request.getRequestURI());
        return request.getMethod().equals("POST") && PATTERNS.stream().anyMatch(pattern -> pattern.matches(path));
    }

    static boolean isSecret(HttpServletRequest request) {
        return request.getRequestURI().equals(KEYS);
    }
}
