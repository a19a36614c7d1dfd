package io.minicrm.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.minicrm.access.AccessRole;
import io.minicrm.access.KeyOrder;
import io.minicrm.access.Keyring;
import io.minicrm.access.RoleClaim;
import io.minicrm.access.Scope;
import io.minicrm.api.IdentityProvider.Fault;
import io.minicrm.api.IdentityProvider.Person;
import io.minicrm.pages.Journey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.HttpCookie;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** People log in with an identity provider, which behaves, or does not. */
class OidcLogInIT {

    private static final String PASSWORD = "correct horse battery";
    private static final String SESSION = "mini-crm-session";
    private static final String ATTEMPT = "mini-crm-oidc-attempt";
    private static final IdentityProvider PROVIDER = new IdentityProvider();
    private static final RoleClaim ROLES = new RoleClaim(
            "groups",
            Map.of(
                    AccessRole.ADMIN, Set.of("crm-admins"),
                    AccessRole.MARKETER, Set.of("crm-marketing"),
                    AccessRole.VIEWER, Set.of("crm-readers")),
            null);
    private static final ApiServer API = ApiServer.withLogIn(settings(true, PROVIDER));
    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final String ADMIN_KEY = adminKey(API);

    private final String id = UUID.randomUUID().toString().substring(0, 8);
    private final Browser browser = new Browser(API);

    private static LogInSettings settings(boolean passwords, IdentityProvider provider) {
        return new LogInSettings(
                passwords,
                new OidcSettings(
                        provider.issuer(),
                        IdentityProvider.CLIENT_ID,
                        IdentityProvider.CLIENT_SECRET,
                        null,
                        "Example",
                        Set.of("openid", "profile", "email"),
                        ROLES),
                List.of(URI.create("https://crm.example.com")));
    }

    private static String adminKey(ApiServer api) {
        return new Keyring(api.store().apiKeys(), new SecureRandom(), Clock.systemUTC())
                .create(new KeyOrder("admin", Set.of(Scope.values()), null), "test")
                .token();
    }

    @BeforeEach
    void nothingIsWrong() {
        PROVIDER.fault = Fault.NONE;
        PROVIDER.person = person("crm-marketing");
    }

    @AfterAll
    static void stop() {
        API.close();
        PROVIDER.close();
        CLIENT.close();
    }

    private Person person(String... groups) {
        return new Person(
                id,
                Map.of(
                        "email",
                        "Ann-" + id + "@example.com",
                        "email_verified",
                        true,
                        "name",
                        "Ann",
                        "groups",
                        List.of(groups)));
    }

    /** Keeps cookies and follows redirects only when a test says so. */
    private static final class Browser {

        private final ApiServer api;
        private final Map<String, HttpCookie> cookies = new HashMap<>();

        Browser(ApiServer api) {
            this.api = api;
        }

        private HttpHeaders send(HttpRequest.Builder request) {
            return exchange(request).headers();
        }

        private HttpResponse<String> exchange(HttpRequest.Builder request) {
            if (!cookies.isEmpty()) {
                request.header("Cookie", cookieHeader());
            }
            HttpCookie token = cookies.get("XSRF-TOKEN");
            if (token != null) {
                request.header("X-XSRF-TOKEN", token.getValue());
            }
            try {
                var answer = CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
                for (String line : answer.headers().allValues("Set-Cookie")) {
                    HttpCookie cookie = HttpCookie.parse(line).getFirst();
                    if (cookie.getMaxAge() == 0) {
                        cookies.remove(cookie.getName());
                    } else {
                        cookies.put(cookie.getName(), cookie);
                    }
                }
                return answer;
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(interrupted);
            }
        }

        private String cookieHeader() {
            return cookies.values().stream()
                    .map(cookie -> cookie.getName() + "=" + cookie.getValue())
                    .collect(Collectors.joining("; "));
        }

        /** Where a path leads. */
        String open(String path) {
            return send(api.request(path)).firstValue("Location").orElse("");
        }

        /** Begins a log-in; what the provider sends the browser back with, as path and query. */
        String authorize(String start) {
            URI callback = PROVIDER.authorize(URI.create(open(start)));
            return callback.getRawPath() + "?" + callback.getRawQuery();
        }

        /** Where a whole log-in leads. */
        String logIn() {
            return open(authorize("/oidc/login"));
        }

        int status(String method, String path, String body) {
            return exchange(api.json("/api/v1" + path).method(method, HttpRequest.BodyPublishers.ofString(body)))
                    .statusCode();
        }

        String who() {
            return exchange(api.request("/api/v1/session")).body();
        }

        boolean isLoggedIn() {
            return status("GET", "/session", "") == 200;
        }
    }

    private static ApiServer.Reply asAdmin(String method, String path, @Nullable String body) {
        return API.exchange(API.json("/api/v1" + path)
                .header("Authorization", "Bearer " + ADMIN_KEY)
                .method(method, HttpRequest.BodyPublishers.ofString(body == null ? "" : body)));
    }

    /** The latest entry of a principal: status and object. */
    private static String audit(String principal) {
        var entry = asAdmin(
                        "GET", "/audit?limit=1&principal=" + URLEncoder.encode(principal, StandardCharsets.UTF_8), null)
                .data()
                .path(0);
        return entry.path("status").asInt(0) + " " + entry.path("object").asString("");
    }

    private static io.minicrm.access.User user(String email) {
        return API.store().users().findByEmail(email).orElseThrow();
    }

    private void isRefused(String location, String code) {
        assertThat(location).isEqualTo("/login?refused=" + code);
        assertThat(browser.cookies).doesNotContainKeys(SESSION, ATTEMPT);
        assertThat(browser.isLoggedIn()).isFalse();
    }

    @Test
    void aPersonLogsInWithPkceAndHasASessionAsAnybodyElse() {
        String start =
                browser.open("/oidc/login?back=" + URLEncoder.encode("/segments?from=link", StandardCharsets.UTF_8));
        Map<String, String> asked =
                IdentityProvider.parameters(URI.create(start).getRawQuery());
        assertThat(asked)
                .containsEntry("code_challenge_method", "S256")
                .containsEntry("redirect_uri", "http://127.0.0.1:" + API.port() + "/oidc/callback")
                .containsKeys("state", "nonce", "code_challenge");
        assertThat(browser.cookies.get(ATTEMPT).isHttpOnly()).isTrue();
        assertThat(browser.cookies.get(ATTEMPT).getValue()).doesNotContain(asked.get("state"), asked.get("nonce"));

        URI callback = PROVIDER.authorize(URI.create(start));
        var answer = browser.exchange(API.request(callback.getRawPath() + "?" + callback.getRawQuery()));
        assertThat(answer.headers().firstValue("Location")).contains("/segments?from=link");
        assertThat(answer.headers().firstValue("Cache-Control")).contains("no-store");
        assertThat(answer.headers().allValues("Set-Cookie")).allMatch(line -> line.contains("SameSite=Lax"));
        assertThat(browser.cookies.get(SESSION).isHttpOnly()).isTrue();
        assertThat(browser.cookies).doesNotContainKey(ATTEMPT);

        assertThat(browser.who()).contains("user:ann-" + id + "@example.com", "marketer");
        assertThat(browser.status("PUT", "/leads/of-" + id, "{}")).isEqualTo(201);
        browser.cookies.remove("XSRF-TOKEN");
        assertThat(browser.status("PUT", "/leads/of-" + id, "{}")).isEqualTo(403);
        assertThat(asAdmin("GET", "/audit?principal=user:ann-" + id + "@example.com", null)
                        .data()
                        .toString())
                .contains("GET /oidc/callback", "PUT /api/v1/leads/{id}");
        var listed =
                asAdmin("GET", "/users?email=ann-" + id + "@example.com", null).data();
        assertThat(listed.path(0).path("identity").path("subject").asString()).isEqualTo(id);
        assertThat(listed.path(0).path("identity").path("issuer").asString()).isEqualTo(PROVIDER.issuer());
    }

    @ParameterizedTest
    @CsvSource({
        "WRONG_NONCE, invalid_nonce",
        "NO_NONCE, invalid_nonce",
        "WRONG_ISSUER, invalid_id_token",
        "WRONG_AUDIENCE, invalid_id_token",
        "OTHER_AUTHORIZED_PARTY, invalid_id_token",
        "EXPIRED, invalid_id_token",
        "FROM_THE_FUTURE, invalid_id_token",
        "WRONG_SIGNATURE, invalid_id_token",
        "NOT_SIGNED, invalid_id_token",
        "SIGNED_WITH_THE_SECRET, invalid_id_token",
        "NO_TOKEN, invalid_id_token",
        "CLAIMS_OF_SOMEBODY_ELSE, invalid_user_info_response",
    })
    void anAnswerThatCannotBeTrustedIsRefused(Fault fault, String reason) {
        PROVIDER.fault = fault;
        isRefused(browser.logIn(), "invalid");
        assertThat(audit("oidc:unknown")).isEqualTo("401 /oidc/callback invalid " + reason);
        assertThat(API.store().users().findByEmail("ann-" + id + "@example.com"))
                .isEmpty();
    }

    @Test
    void anotherStateIsRefused() {
        String callback = browser.authorize("/oidc/login");
        isRefused(browser.open(callback.replaceFirst("state=.{5}", "state=other")), "invalid");
        assertThat(audit("oidc:unknown")).isEqualTo("401 /oidc/callback invalid invalid_state_parameter");
    }

    @Test
    void theAnswerOfAnotherProviderIsRefused() {
        String callback = browser.authorize("/oidc/login");
        assertThat(browser.open(callback + "&iss=https%3A%2F%2Fevil.example")).isEqualTo("/login?refused=invalid");
        assertThat(browser.isLoggedIn()).isFalse();
        assertThat(audit("oidc:unknown")).isEqualTo("401 /oidc/callback invalid invalid_issuer");
    }

    @Test
    void aLogInOfAnotherBrowserIsRefused() {
        String callback = new Browser(API).authorize("/oidc/login");
        isRefused(browser.open(callback), "expired");
        assertThat(audit("oidc:unknown")).startsWith("401 /oidc/callback expired");
    }

    @Test
    void aForgedCookieIsRefused() {
        String callback = browser.authorize("/oidc/login");
        HttpCookie cookie = browser.cookies.get(ATTEMPT);
        char last = cookie.getValue().charAt(40);
        cookie.setValue(cookie.getValue().substring(0, 40)
                + (last == 'A' ? 'B' : 'A')
                + cookie.getValue().substring(41));
        isRefused(browser.open(callback), "expired");
    }

    @Test
    void aReplayedCodeIsRefused() {
        String callback = browser.authorize("/oidc/login");
        HttpCookie attempt = browser.cookies.get(ATTEMPT);
        assertThat(browser.open(callback)).isEqualTo("/");

        browser.cookies.clear();
        isRefused(browser.open(callback), "expired");
        browser.cookies.put(ATTEMPT, attempt);
        isRefused(browser.open(callback), "invalid");
        assertThat(audit("oidc:unknown")).isEqualTo("401 /oidc/callback invalid invalid_grant");
    }

    @Test
    void aStolenCodeIsOfNoUseWithoutTheVerifier() {
        String stolen = new Browser(API).authorize("/oidc/login");
        String own = browser.authorize("/oidc/login");
        String code = stolen.replaceFirst(".*code=([^&]*).*", "$1");
        isRefused(browser.open(own.replaceFirst("code=[^&]*", "code=" + code)), "invalid");
        assertThat(audit("oidc:unknown")).isEqualTo("401 /oidc/callback invalid invalid_grant");
    }

    @Test
    void whatTheProviderRefusesIsRefused() {
        String callback = browser.authorize("/oidc/login");
        isRefused(browser.open(callback.replaceFirst("code=[^&]*", "error=access_denied")), "denied");
        assertThat(audit("oidc:unknown")).isEqualTo("401 /oidc/callback denied access_denied");
    }

    @Test
    void anAddressNeverLeadsToTheAccountOfSomebodyElse() {
        String email = "ann-" + id + "@example.com";
        asAdmin("POST", "/users", """
                {"email": "%s", "name": "Ann", "role": "admin", "password": "%s"}""".formatted(email, PASSWORD));
        assertThat(browser.logIn()).isEqualTo("/");
        assertThat(browser.who()).contains("user:" + email + "~", "marketer");

        PROVIDER.person = new Person("other-" + id, PROVIDER.person.claims());
        var other = new Browser(API);
        other.logIn();
        assertThat(other.who()).contains("user:" + email + "~").isNotEqualTo(browser.who());
        assertThat(user(email).identity()).isNull();
        assertThat(user(email).role()).isEqualTo(AccessRole.ADMIN);

        // The same person with another address.
        PROVIDER.person = new Person(id, Map.of("email", "new@example.com", "groups", List.of("crm-marketing")));
        var home = new Browser(API);
        home.logIn();
        assertThat(home.who()).isEqualTo(browser.who());
    }

    @Test
    void aPasswordNeverLogsInWhomTheProviderLogsIn() {
        browser.logIn();
        String email = "ann-" + id + "@example.com";
        var refused = asAdmin("PUT", "/users/" + user(email).id(), """
                {"password": "%s"}""".formatted(PASSWORD));
        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.detail()).contains("identity provider");
        assertThat(browser.status("PUT", "/session/password", """
                {"current_password": "x", "password": "%s"}""".formatted(PASSWORD)))
                .isEqualTo(403);
    }

    @Test
    void theRoleChangesAtTheNextLogInAndWithoutOneNobodyIsIn() {
        browser.logIn();
        assertThat(browser.who()).contains("\"marketer\"");
        PROVIDER.person = person("staff", "crm-admins");
        var home = new Browser(API);
        home.logIn();
        assertThat(home.who()).contains("\"admin\"");

        PROVIDER.person = person("staff");
        assertThat(new Browser(API).logIn()).isEqualTo("/login?refused=no_role");
        assertThat(audit("user:ann-" + id + "@example.com")).isEqualTo("403 /oidc/callback no_role");
        assertThat(home.isLoggedIn()).isFalse();
        assertThat(browser.isLoggedIn()).isFalse();
    }

    @Test
    void whoNeverHadARoleIsNotAdded() {
        PROVIDER.person = person("staff");
        isRefused(browser.logIn(), "no_role");
        assertThat(audit("oidc:" + id)).isEqualTo("403 /oidc/callback no_role");
        assertThat(API.store().users().findByEmail("ann-" + id + "@example.com"))
                .isEmpty();
    }

    @Test
    void aDisabledUserStaysOut() {
        browser.logIn();
        String email = "ann-" + id + "@example.com";
        asAdmin("PUT", "/users/" + user(email).id(), "{\"disabled\": true}");
        assertThat(browser.isLoggedIn()).isFalse();
        browser.cookies.clear();
        isRefused(browser.logIn(), "disabled");
        assertThat(audit("user:" + email)).isEqualTo("403 /oidc/callback disabled");
    }

    @Test
    void aReaderCannotSend() {
        PROVIDER.person = person("crm-readers");
        browser.logIn();
        assertThat(browser.status("GET", "/campaigns", "")).isEqualTo(200);
        assertThat(browser.status("POST", "/campaigns", """
                {"name": "C", "segment_id": "s", "message_template": "Hi"}""")).isEqualTo(403);
    }

    @Test
    void aNewLogInHasANewIdAndTheFormerSessionEnds() {
        browser.logIn();
        String former = browser.cookieHeader();
        browser.logIn();
        assertThat(browser.isLoggedIn()).isTrue();
        assertThat(API.exchange(API.request("/api/v1/session").header("Cookie", former))
                        .status())
                .isEqualTo(401);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://evil.example/",
                "//evil.example",
                "/\\evil.example",
                "/\tevil",
                "\\\\evil.example",
                "javascript:alert(1)",
                "/a\r\nSet-Cookie: x=y",
                "/login?back=/",
                "/oidc/login",
                ""
            })
    void noLogInLeadsToAnotherSite(String back) {
        String callback = browser.authorize("/oidc/login?back=" + URLEncoder.encode(back, StandardCharsets.UTF_8));
        assertThat(browser.open(callback)).isEqualTo("/");
    }

    @Test
    void logOutEndsTheSessionHereAndLeadsToTheLogOutOfTheProvider() {
        browser.logIn();
        String cookies = browser.cookieHeader();
        String token = browser.cookies.get("XSRF-TOKEN").getValue();
        var loggedOut = API.exchange(API.request("/api/v1/session")
                .header("Cookie", cookies)
                .header("X-XSRF-TOKEN", token)
                .DELETE());
        assertThat(loggedOut.status()).isEqualTo(200);
        URI page = URI.create(loggedOut.data().path("continue_at").asString());
        assertThat(page.toString()).startsWith(PROVIDER.issuer() + "/logout?");
        Map<String, String> parameters = IdentityProvider.parameters(page.getRawQuery());
        assertThat(parameters)
                .containsEntry("client_id", IdentityProvider.CLIENT_ID)
                .containsEntry("post_logout_redirect_uri", "http://127.0.0.1:" + API.port() + "/login");
        assertThat(parameters.get("id_token_hint")).startsWith("eyJ");
        assertThat(loggedOut.headers().allValues("Set-Cookie")).hasSize(3).allMatch(line -> line.contains("Max-Age=0"));
        assertThat(API.exchange(API.request("/api/v1/session").header("Cookie", cookies))
                        .status())
                .isEqualTo(401);
    }

    @Test
    void peopleLogInAndOutOnThePagesAndReadWhyTheyMayNot() throws Exception {
        Journey.needsPages();
        Journey.play(
                "provider.mjs",
                URI.create("http://127.0.0.1:" + API.port()),
                null,
                Map.of(
                        "IN NO GROUP", () -> PROVIDER.person = person("staff"),
                        "A READER", () -> PROVIDER.person = person("crm-readers"),
                        "DENIED", () -> PROVIDER.fault = Fault.DENIED,
                        "NOT SIGNED", () -> PROVIDER.fault = Fault.NOT_SIGNED,
                        "NO FAULT", () -> PROVIDER.fault = Fault.NONE));
    }

    @Test
    void aProviderThatIsAwayIsReportedAndWorksWhenItIsBack() {
        try (var provider = new IdentityProvider()) {
            provider.stop();
            try (ApiServer api = ApiServer.withLogIn(settings(true, provider))) {
                var visitor = new Browser(api);
                assertThat(visitor.open("/oidc/login")).isEqualTo("/login?refused=unreachable");
                assertThat(visitor.cookies).isEmpty();

                provider.start();
                String start = visitor.open("/oidc/login");
                assertThat(start).startsWith(provider.issuer() + "/authorize?");
                URI callback = provider.authorize(URI.create(start));
                String path = callback.getRawPath() + "?" + callback.getRawQuery();
                provider.stop();
                assertThat(visitor.open(path)).isEqualTo("/login?refused=unreachable");
                assertThat(visitor.isLoggedIn()).isFalse();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TOKENS_HANG", "TOKENS_WITHOUT_END"})
    void aProviderThatDoesNotEndIsGivenUp(Fault fault) {
        PROVIDER.fault = fault;
        Instant begin = Instant.now();
        isRefused(browser.logIn(), "unreachable");
        assertThat(Duration.between(begin, Instant.now())).isLessThan(OidcHttp.TIMEOUT.multipliedBy(3));
        assertThat(audit("oidc:unknown")).startsWith("503 /oidc/callback unreachable");
    }

    @Test
    void thePageLearnsInWhichWaysPeopleLogIn() {
        var methods = API.get("/api/v1/session/methods").data();
        assertThat(methods.path("passwords").asBoolean()).isTrue();
        assertThat(methods.path("provider").path("name").asString()).isEqualTo("Example");
        assertThat(methods.path("provider").path("path").asString()).isEqualTo("/oidc/login");
    }

    @Test
    void passwordsCanBeSwitchedOffAndTheOwnersLinkRemains() {
        try (ApiServer api = ApiServer.withLogIn(settings(false, PROVIDER))) {
            assertThat(api.get("/api/v1/session/methods")
                            .data()
                            .path("passwords")
                            .asBoolean())
                    .isFalse();
            var refused = api.post("/api/v1/session", """
                    {"email": "ann@example.com", "password": "%s"}""".formatted(PASSWORD));
            assertThat(refused.status()).isEqualTo(401);
            assertThat(refused.detail()).contains("PASSWORD_LOGIN");

            String link = api.links().create(io.minicrm.access.OneTimeLinks.Purpose.LOG_IN);
            assertThat(api.post("/api/v1/session", "{\"link\": \"%s\"}".formatted(link))
                            .status())
                    .isEqualTo(200);
            var visitor = new Browser(api);
            assertThat(visitor.logIn()).isEqualTo("/");
            assertThat(visitor.isLoggedIn()).isTrue();
        }
    }

    @Test
    void requestsWithoutALogInAreStillAnsweredWith401() {
        assertThat(API.exchange(API.request("/api/v1/leads").header("Accept", "text/html,application/json"))
                        .status())
                .isEqualTo(401);
    }

    @Test
    void triesAreLimitedAndDoNotFillTheAuditLog() {
        try (ApiServer api = ApiServer.withLogIn(settings(true, PROVIDER))) {
            String key = adminKey(api);
            String last = "";
            for (int tries = 0; tries < 150 && !last.contains("too_many"); tries++) {
                last = new Browser(api).open("/oidc/callback?code=x&state=y");
            }
            assertThat(last).isEqualTo("/login?refused=too_many");
            assertThat(api.exchange(api.request("/api/v1/audit?limit=1").header("Authorization", "Bearer " + key))
                            .data()
                            .path(0)
                            .path("status")
                            .asInt())
                    .isEqualTo(401);
        }
    }
}
