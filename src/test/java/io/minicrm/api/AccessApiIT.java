package io.minicrm.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.minicrm.access.AccessRole;
import io.minicrm.access.KeyOrder;
import io.minicrm.access.Keyring;
import io.minicrm.access.Scope;
import io.minicrm.access.SessionKeeper;
import io.minicrm.access.User;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Nobody gets in who does not belong: every operation with every role, and without a key. */
class AccessApiIT {

    private static final ApiServer API = ApiServer.withAccessControl();
    private static final Keyring KEYRING = new Keyring(API.store().apiKeys(), new SecureRandom(), Clock.systemUTC());
    private static final SessionKeeper SESSIONS =
            new SessionKeeper(API.store().sessions(), API.store().users(), new SecureRandom(), Clock.systemUTC());
    private static final Map<AccessRole, String> TOKENS = new EnumMap<>(AccessRole.class);

    static {
        for (AccessRole role : AccessRole.values()) {
            TOKENS.put(role, token(role.code(), role.scopes()));
            API.store()
                    .users()
                    .add(new User(
                            "user-of-" + role.code(),
                            role.code() + "@example.com",
                            role.code(),
                            role,
                            null,
                            null,
                            false,
                            "test",
                            Instant.EPOCH));
        }
    }

    @AfterAll
    static void stop() {
        API.close();
    }

    private static String token(String name, Set<Scope> scopes) {
        return KEYRING.create(new KeyOrder(name, scopes, null), "test").token();
    }

    private static ApiServer.Reply exchange(String method, String path, String body, @Nullable String token) {
        HttpRequest.Builder request = API.request(path)
                .header("Content-Type", path.contains("/leads/import") ? "text/csv" : "application/json")
                .method(method, HttpRequest.BodyPublishers.ofString(body));
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        return API.exchange(request);
    }

    /** The operations with the scope that each needs; null: none. */
    private static List<AccessRule> rules() {
        return AccessRule.ALL.stream()
                .filter(rule -> rule.path().startsWith("/api/v1/") && rule.method() != null)
                .filter(rule -> !rule.path().contains("{*"))
                .toList();
    }

    @Test
    void everyOperationHasARuleAndEveryRuleAnOperation() {
        Set<String> ruled = rules().stream()
                .map(rule -> rule.method() + " " + rule.path().replaceAll("\\{[^}]*}", "x"))
                .collect(Collectors.toCollection(TreeSet::new));
        Set<String> served = API.routes().stream()
                .map(route -> route.method() + " " + route.path())
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(ruled).as("give each new operation its line in AccessRule").isEqualTo(served);
    }

    static Stream<Arguments> operationsAndRoles() {
        return rules().stream()
                .filter(rule -> !rule.path().endsWith("/events"))
                .flatMap(rule -> Stream.of(AccessRole.values()).map(role -> Arguments.of(rule, role)));
    }

    @ParameterizedTest
    @MethodSource("operationsAndRoles")
    void anOperationIsOpenToTheRolesThatHaveItsScope(AccessRule rule, AccessRole role) {
        boolean allowed = rule.scope() == null || role.scopes().contains(rule.scope());

        int status = exchange(
                        String.valueOf(rule.method()),
                        rule.path().replaceAll("\\{[^}]*}", "none"),
                        "",
                        TOKENS.get(role))
                .status();

        if (allowed) {
            assertThat(status).isNotIn(401, 403).isLessThan(500);
        } else {
            assertThat(status).isEqualTo(403);
        }
    }

    @ParameterizedTest
    @MethodSource("operationsAndRoles")
    void anOperationIsOpenToTheUsersWhoHaveItsScope(AccessRule rule, AccessRole role) {
        boolean allowed = rule.scope() == null || role.scopes().contains(rule.scope());

        int status = asUser(
                        String.valueOf(rule.method()),
                        rule.path().replaceAll("\\{[^}]*}", "none"),
                        SESSIONS.begin("user-of-" + role.code()).id(),
                        true)
                .status();

        if (allowed) {
            assertThat(status).isNotIn(401, 403).isLessThan(500);
        } else {
            assertThat(status).isEqualTo(403);
        }
    }

    /** A page of a stranger has the browser send the cookie, but cannot read it. */
    @ParameterizedTest
    @MethodSource("operations")
    void aSessionWithoutItsForgeryTokenChangesNothing(AccessRule rule) {
        String method = String.valueOf(rule.method());
        boolean isLogIn = method.equals("POST")
                && Set.of("/api/v1/session", "/api/v1/setup").contains(rule.path());
        if (method.equals("GET") || isLogIn) {
            return;
        }
        var reply = asUser(
                method,
                rule.path().replaceAll("\\{[^}]*}", "none"),
                SESSIONS.begin("user-of-admin").id(),
                false);

        assertThat(reply.status()).isEqualTo(403);
        assertThat(reply.detail()).contains("XSRF-TOKEN");
    }

    private static ApiServer.Reply asUser(String method, String path, String session, boolean withToken) {
        HttpRequest.Builder request = API.request(path)
                .header("Content-Type", path.contains("/leads/import") ? "text/csv" : "application/json")
                .header("Cookie", "mini-crm-session=" + session)
                .method(method, HttpRequest.BodyPublishers.ofString(""));
        return API.exchange(withToken ? request.header("X-XSRF-TOKEN", SessionKeeper.forgeryToken(session)) : request);
    }

    static Stream<AccessRule> operations() {
        return rules().stream();
    }

    @ParameterizedTest
    @MethodSource("operations")
    void withoutAKeyOnlyProvidersGetIn(AccessRule rule) {
        var reply = exchange(String.valueOf(rule.method()), rule.path().replaceAll("\\{[^}]*}", "none"), "", null);

        if (rule.scope() == null) {
            assertThat(reply.status()).isNotEqualTo(401);
        } else {
            assertThat(reply.status()).isEqualTo(401);
            assertThat(reply.headers().firstValue("WWW-Authenticate")).contains("Bearer");
            assertThat(reply.contentType()).startsWith("application/problem+json");
            assertThat(reply.body().path("success").asBoolean(true)).isFalse();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "/actuator/health/liveness, 200",
        "/actuator/health/readiness, 200",
        "/actuator/health, 401",
        "/actuator/prometheus, 401",
        "/actuator/metrics, 401",
        "/actuator, 401",
        "/v3/api-docs, 401",
        "/v3/api-docs/swagger-config, 401",
        "/v3/api-docs.yaml, 401",
        "/api/v1/unheard-of, 401",
        "/api/v1/../v1/leads, 400",
        "/api//v1/leads, 401",
        "/API/v1/leads, 404"
    })
    void whatElseIsServedIsClosedToo(String path, int status) {
        assertThat(RawHttp.send(API.port(), "GET " + path + " HTTP/1.1", "").status())
                .isEqualTo(status);
    }

    @ParameterizedTest
    @EnumSource(AccessRole.class)
    void aRoleReadsTheMetricsIfItHasTheScope(AccessRole role) {
        int status = API.exchange(
                        API.request("/actuator/health/liveness").header("Authorization", "Bearer " + TOKENS.get(role)))
                .status();
        assertThat(status).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({"mcrm_owner_x", "x", "''"})
    void aWrongKeyIsRefusedAlsoWhereNoneIsNeeded(String token) {
        var reply = exchange("GET", "/api/v1/campaigns", "", token.isEmpty() ? "" : token);

        assertThat(reply.status()).isEqualTo(401);
    }

    @Test
    void theServerSaysWhoCreatedACampaign() {
        String admin = TOKENS.get(AccessRole.ADMIN);
        exchange("PUT", "/api/v1/segments/all", """
                {"name": "All", "rules": {"combinator": "and", "rules": [{"field": "id", "operator": "notNull"}]}}""", admin);

        var created = exchange("POST", "/api/v1/campaigns", """
                {"name": "C", "segment_id": "all", "message_template": "Hi", "created_by": "somebody else"}""", admin);

        assertThat(created.status()).as(created.detail()).isEqualTo(201);
        String id = created.data().path("campaign_id").asString();
        assertThat(exchange("GET", "/api/v1/campaigns/" + id, "", admin)
                        .data()
                        .path("created_by")
                        .asString())
                .isEqualTo("key:admin");
    }

    @Test
    void aKeyIsCreatedUsedRotatedAndRevoked() {
        String admin = TOKENS.get(AccessRole.ADMIN);
        var created = exchange("POST", "/api/v1/keys", """
                {"name": "dashboard", "role": "viewer"}""", admin).data();
        String id = created.path("key").path("key_id").asString();
        String first = created.path("token").asString();
        assertThat(exchange("GET", "/api/v1/me", "", first).data().toString()).contains("key:dashboard", "[\"read\"]");

        String second = exchange("POST", "/api/v1/keys/" + id + "/rotate", "{}", admin)
                .data()
                .path("token")
                .asString();
        assertThat(exchange("GET", "/api/v1/me", "", second).status()).isEqualTo(200);
        assertThat(exchange("GET", "/api/v1/me", "", first).status()).isEqualTo(401);

        assertThat(exchange("DELETE", "/api/v1/keys/" + id, "", admin).status()).isEqualTo(204);
        assertThat(exchange("GET", "/api/v1/me", "", second).status()).isEqualTo(401);
        var list = exchange("GET", "/api/v1/keys", "", admin).body().toString();
        assertThat(list).contains("\"dashboard\"", "\"revoked\"").doesNotContain("hash");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"role": "viewer"}                                                      | name is missing
            {"name": "x"}                                                           | exactly one
            {"name": "x", "role": "viewer", "scopes": ["read"]}                     | exactly one
            {"name": "x", "role": "king"}                                           | viewer, marketer
            {"name": "x", "scopes": ["reed"]}                                       | the scopes are
            {"name": "x", "scopes": [null]}                                         | the scopes are
            {"name": "x", "scopes": []}                                             | at least one scope
            {"name": " ", "role": "viewer"}                                         | name is empty
            {"name": "x", "role": "viewer", "expires_at": "2020-01-01T00:00:00Z"}   | in the past
            {"name": "x", "role": "viewer", "expires_at": "soon"}                   | expires_at
            """)
    void aKeyThatCannotBeMadeIsRefusedWithTheField(String body, String message) {
        var reply = exchange("POST", "/api/v1/keys", body, TOKENS.get(AccessRole.ADMIN));

        assertThat(reply.status()).isIn(400, 409);
        assertThat(reply.body().toString()).contains(message);
    }

    @Test
    void whatWasDoneAndWhatWasRefusedIsInTheAuditLog() {
        String name = "audited";
        String marketer = token(name, AccessRole.MARKETER.scopes());
        exchange("PUT", "/api/v1/leads/audited-1", "{}", marketer);
        exchange("DELETE", "/api/v1/leads/audited-1", "", marketer);
        exchange("GET", "/api/v1/leads/audited-1", "", marketer);

        var entries = exchange("GET", "/api/v1/audit?principal=key:audited", "", TOKENS.get(AccessRole.ADMIN))
                .data();

        var seen = new ArrayList<String>();
        entries.forEach(entry -> seen.add(entry.path("action").asString() + " "
                + entry.path("object").asString() + " " + entry.path("status").asInt()));
        assertThat(seen)
                .containsExactly(
                        "DELETE /api/v1/leads/audited-1 /api/v1/leads/audited-1 403",
                        "PUT /api/v1/leads/{id} /api/v1/leads/audited-1 201");
    }

    @Test
    void aRefusalNamesTheScope() {
        String viewer = TOKENS.get(AccessRole.VIEWER);

        assertThat(exchange("POST", "/api/v1/segments/preview", "{}", viewer).detail())
                .isEqualTo("This needs the scope segments:write; yours are: read");
        assertThat(exchange("GET", "/api/v1/leads?q=a", "", viewer).detail())
                .isEqualTo("This needs the scope pii:read; yours are: read");
        assertThat(exchange("GET", "/api/v1/nothing", "", viewer).detail())
                .isEqualTo("There is nothing at this path, or it needs the scope admin; yours are: read");
        assertThat(exchange("OPTIONS", "/api/v1/segments", "", viewer).status()).isEqualTo(200);
        assertThat(exchange("QUERY", "/api/v1/session", "", viewer).status()).isEqualTo(405);
        assertThat(exchange("PUT", "/api/v1/session", "{}", viewer).status()).isEqualTo(405);
    }

    @Test
    void theTableInTheDocumentationIsTheOneOfTheCode() throws IOException {
        String documented = Files.readString(Path.of("docs/api.md"));

        for (AccessRule rule : rules()) {
            String scope = rule.scope() == null
                    ? "none"
                    : "`%s`".formatted(rule.scope().code());
            assertThat(documented)
                    .contains("| `%s %s` | %s |"
                            .formatted(rule.method(), rule.path().substring("/api/v1".length()), scope));
        }
    }

    @Test
    void aLargeCampaignIsApprovedByASecondPersonWhoHasSeenIt() {
        String admin = TOKENS.get(AccessRole.ADMIN);
        StringBuilder leads = new StringBuilder();
        for (int i = 0; i <= ApiServer.APPROVAL_ABOVE; i++) {
            leads.append(i == 0 ? "[" : ",")
                    .append("{\"id\": \"many-%d\", \"attributes\": {\"many\": true}}".formatted(i));
        }
        exchange("POST", "/api/v1/leads/bulk", leads.append("]").toString(), admin);
        exchange("PUT", "/api/v1/segments/many", """
                {"name": "Many", "rules": {"combinator": "and", "rules": [{"field": "many", "operator": "=", "value": true}]}}\
                """, admin);
        String id = exchange("POST", "/api/v1/campaigns", """
                {"name": "Large", "segment_id": "many", "message_template": "Hi"}""", admin)
                .data()
                .path("campaign_id")
                .asString();
        String path = "/api/v1/campaigns/" + id;
        String digest = exchange("GET", path + "/approval", "", admin)
                .data()
                .path("digest")
                .asString();
        String body = "{\"digest\": \"%s\"}".formatted(digest);
        String second = token("second person", AccessRole.ADMIN.scopes());

        assertThat(waits(path, admin)).contains("approval");
        assertThat(exchange("POST", path + "/approve", body, admin).detail()).contains("somebody else");
        assertThat(exchange("POST", path + "/approve", "{\"digest\": \"other\"}", second)
                        .detail())
                .contains("not what you have seen");
        assertThat(exchange("POST", path + "/approve", "{}", second).error("digest"))
                .startsWith("is missing");

        ApiServer.Reply approved = exchange("POST", path + "/approve", body, second);
        assertThat(approved.status()).isEqualTo(200);
        assertThat(approved.data().path("approved_by").asString()).isEqualTo("key:second person");
        assertThat(exchange("POST", path + "/approve", body, second).status()).isEqualTo(200);
        assertThat(waits(path, admin)).doesNotContain("approval");
        assertThat(API.store().auditLog().list("key:second person", null, 10))
                .anyMatch(entry -> entry.object().contains(digest));
    }

    private static List<String> waits(String campaign, String token) {
        return exchange("GET", campaign + "/diagnosis", "", token)
                .data()
                .path("waiting_for")
                .valueStream()
                .map(wait -> wait.path("what").asString())
                .toList();
    }
}
