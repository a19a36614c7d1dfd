package io.minicrm.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.minicrm.access.AccessRole;
import io.minicrm.access.KeyOrder;
import io.minicrm.access.Keyring;
import io.minicrm.access.OneTimeLinks.Purpose;
import io.minicrm.access.Scope;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpCookie;
import java.net.http.HttpRequest;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** People log in, stay logged in, change their password and log out; administrators manage them. */
class SessionApiIT {

    private static final String PASSWORD = "correct horse battery";
    private static final ApiServer API = ApiServer.withAccessControl();
    private static final String ADMIN_KEY = new Keyring(API.store().apiKeys(), new SecureRandom(), Clock.systemUTC())
            .create(new KeyOrder("admin", Set.of(Scope.values()), null), "test")
            .token();

    @AfterAll
    static void stop() {
        API.close();
    }

    /** A browser, which keeps cookies and lets pages read those that are not HttpOnly. */
    private static final class Browser {

        private final Map<String, HttpCookie> cookies = new HashMap<>();
        private final Map<String, String> headers = new HashMap<>();

        ApiServer.Reply send(String method, String path, String body) {
            HttpRequest.Builder request =
                    API.json("/api/v1" + path).method(method, HttpRequest.BodyPublishers.ofString(body));
            headers.forEach(request::header);
            if (!cookies.isEmpty()) {
                request.header("Cookie", cookieHeader());
            }
            HttpCookie token = cookies.get("XSRF-TOKEN");
            if (token != null) {
                request.header("X-XSRF-TOKEN", token.getValue());
            }
            var reply = API.exchange(request);
            for (String line : reply.headers().allValues("Set-Cookie")) {
                HttpCookie cookie = HttpCookie.parse(line).getFirst();
                if (cookie.getMaxAge() == 0) {
                    cookies.remove(cookie.getName());
                } else {
                    cookies.put(cookie.getName(), cookie);
                }
            }
            return reply;
        }

        String cookieHeader() {
            return String.join(
                    "; ",
                    cookies.values().stream()
                            .map(cookie -> cookie.getName() + "=" + cookie.getValue())
                            .toList());
        }

        ApiServer.Reply logIn(String email, String password) {
            return send("POST", "/session", """
                    {"email": "%s", "password": "%s"}""".formatted(email, password));
        }
    }

    private static ApiServer.Reply asAdmin(String method, String path, @Nullable String body) {
        return API.exchange(API.json("/api/v1" + path)
                .header("Authorization", "Bearer " + ADMIN_KEY)
                .method(method, HttpRequest.BodyPublishers.ofString(body == null ? "" : body)));
    }

    private static String addUser(String email, AccessRole role) {
        var added = asAdmin("POST", "/users", """
                {"email": "%s", "name": "Somebody", "role": "%s", "password": "%s"}""".formatted(email, role.code(), PASSWORD));
        assertThat(added.status()).as(added.detail()).isEqualTo(201);
        return added.data().path("user_id").asString();
    }

    @Test
    void aUserLogsInChangesSomethingAndLogsOut() {
        addUser("Marta@example.com", AccessRole.MARKETER);
        var browser = new Browser();
        assertThat(browser.send("GET", "/session", "").status()).isEqualTo(401);

        var loggedIn = browser.logIn("marta@EXAMPLE.com", PASSWORD);
        assertThat(loggedIn.status()).as(loggedIn.detail()).isEqualTo(200);
        assertThat(loggedIn.data().path("name").asString()).isEqualTo("user:marta@example.com");
        assertThat(browser.cookies.get("mini-crm-session").isHttpOnly()).isTrue();
        assertThat(browser.cookies.get("XSRF-TOKEN").isHttpOnly()).isFalse();
        assertThat(loggedIn.headers().allValues("Set-Cookie")).allMatch(line -> line.contains("SameSite=Lax"));

        var session = browser.send("GET", "/session", "").data();
        assertThat(session.path("role").asString()).isEqualTo("marketer");
        assertThat(session.path("access_control").asBoolean()).isTrue();
        assertThat(session.path("scopes").toString()).contains("pii:read").doesNotContain("admin");
        assertThat(browser.send("PUT", "/leads/of-marta", "{}").status()).isEqualTo(201);
        assertThat(asAdmin("GET", "/audit?principal=user:marta@example.com", null)
                        .data()
                        .toString())
                .contains("PUT /api/v1/leads/{id}", "POST /api/v1/session");

        String cookies = browser.cookieHeader();
        assertThat(browser.send("DELETE", "/session", "").status()).isEqualTo(204);
        assertThat(browser.cookies).isEmpty();
        assertThat(API.exchange(API.request("/api/v1/session").header("Cookie", cookies))
                        .status())
                .isEqualTo(401);
    }

    @Test
    void aNewLogInHasANewIdAndTheFormerSessionEnds() {
        addUser("fix@example.com", AccessRole.VIEWER);
        var browser = new Browser();
        browser.logIn("fix@example.com", PASSWORD);
        String former = browser.cookieHeader();
        browser.logIn("fix@example.com", PASSWORD);

        assertThat(browser.cookieHeader()).isNotEqualTo(former);
        assertThat(browser.send("GET", "/session", "").status()).isEqualTo(200);
        assertThat(API.exchange(API.request("/api/v1/session").header("Cookie", former))
                        .status())
                .isEqualTo(401);
    }

    @Test
    void overHttpsTheCookiesAreSecureAndBoundToTheHost() {
        addUser("tls@example.com", AccessRole.VIEWER);
        var browser = new Browser();
        browser.headers.put("Origin", "https://crm.example.com");
        var loggedIn = browser.logIn("tls@example.com", PASSWORD);

        assertThat(loggedIn.headers().allValues("Set-Cookie")).allMatch(line -> line.contains("Secure"));
        assertThat(browser.cookies).containsKey("__Host-mini-crm-session").doesNotContainKey("mini-crm-session");
        assertThat(browser.send("GET", "/session", "").status()).isEqualTo(200);
    }

    @Test
    void overHttpsACookieWithoutThePrefixIsIgnored() {
        addUser("planted@example.com", AccessRole.VIEWER);
        var browser = new Browser();
        browser.logIn("planted@example.com", PASSWORD);
        browser.headers.put("X-Forwarded-Proto", "https");
        assertThat(browser.send("GET", "/session", "").status()).isEqualTo(401);
    }

    @Test
    void guessingIsSlowedDownAndRefusalsAreAlike() {
        addUser("guess@example.com", AccessRole.VIEWER);
        String wrong =
                new Browser().logIn("guess@example.com", "wrong password!").detail();
        assertThat(new Browser().logIn("unknown@example.com", "wrong password!").detail())
                .isEqualTo(wrong);

        int refused = 0;
        ApiServer.Reply last = null;
        while (refused++ < 20 && (last == null || last.status() == 401)) {
            last = new Browser().logIn("guess@example.com", "wrong password!");
        }
        assertThat(last.status()).isEqualTo(429);
        assertThat(last.headers().firstValueAsLong("Retry-After").orElseThrow()).isBetween(1L, 30L);
        assertThat(new Browser().logIn("guess@example.com", PASSWORD).status()).isEqualTo(429);
    }

    @Test
    void anotherPasswordEndsAllOtherSessionsOfTheUser() {
        String id = addUser("pass@example.com", AccessRole.VIEWER);
        var office = new Browser();
        var home = new Browser();
        office.logIn("pass@example.com", PASSWORD);
        home.logIn("pass@example.com", PASSWORD);

        assertThat(home.send("PUT", "/session/password", """
                        {"current_password": "wrong password!", "password": "another password"}""").status()).isEqualTo(401);
        assertThat(home.send("PUT", "/session/password", """
                        {"current_password": "%s", "password": "short"}""".formatted(PASSWORD))
                        .error("password"))
                .contains("at least 12");
        assertThat(home.send("PUT", "/session/password", """
                        {"current_password": "%s", "password": "another password"}""".formatted(PASSWORD))
                        .status())
                .isEqualTo(200);
        assertThat(home.send("GET", "/session", "").status()).isEqualTo(200);
        assertThat(office.send("GET", "/session", "").status()).isEqualTo(401);
        assertThat(new Browser().logIn("pass@example.com", PASSWORD).status()).isEqualTo(401);

        asAdmin("PUT", "/users/" + id, "{\"password\": \"a third password\"}");
        assertThat(home.send("GET", "/session", "").status()).isEqualTo(401);
        assertThat(home.logIn("pass@example.com", "a third password").status()).isEqualTo(200);
    }

    @Test
    void aDisabledUserIsOutAtOnceAndALiveStreamEndsAtItsNextHeartbeat() throws IOException {
        String id = addUser("gone@example.com", AccessRole.VIEWER);
        var browser = new Browser();
        browser.logIn("gone@example.com", PASSWORD);
        asAdmin("PUT", "/segments/stream", """
                {"name": "S", "rules": {"combinator": "and", "rules": [{"field": "id", "operator": "notNull"}]}}""");
        asAdmin("PUT", "/leads/streamed", "{}");
        String campaign =
                asAdmin("POST", "/campaigns", """
                {"name": "S", "segment_id": "stream", "message_template": "Hi"}""").data().path("campaign_id").asString();

        try (InputStream events = API.open("/api/v1/campaigns/" + campaign + "/events", browser.cookieHeader());
                InputStream many = API.open("/api/v1/events?campaigns=" + campaign, browser.cookieHeader())) {
            assertThat(events.read()).isPositive();
            assertThat(many.read()).isPositive();
            assertThat(asAdmin("PUT", "/users/" + id, "{\"disabled\": true}").status())
                    .isEqualTo(200);
            assertThat(browser.send("GET", "/session", "").status()).isEqualTo(401);
            assertThat(new Browser().logIn("gone@example.com", PASSWORD).status())
                    .isEqualTo(401);
            assertThat(events.readAllBytes()).as("what came before the end").isNotEmpty();
            assertThat(many.readAllBytes()).as("what came before the end").isNotEmpty();
        }
        asAdmin("PUT", "/users/" + id, "{\"disabled\": false}");
        assertThat(new Browser().logIn("gone@example.com", PASSWORD).status()).isEqualTo(200);
    }

    @Test
    void usersAreListedChangedAndDeletedAndTheLastAdministratorRemains() {
        String boss = addUser("boss@example.com", AccessRole.ADMIN);
        var twice = asAdmin("POST", "/users", """
                {"email": "BOSS@example.com", "name": "B", "role": "viewer", "password": "%s"}""".formatted(PASSWORD));
        assertThat(twice.status()).isEqualTo(409);

        var list = asAdmin("GET", "/users?email=boss@example.com", null);
        assertThat(list.data().toString()).contains(boss).doesNotContain("hash", "bcrypt");
        var page = asAdmin("GET", "/users?limit=1", null).body();
        assertThat(page.path("data").size()).isEqualTo(1);

        // The only one in this store.
        assertThat(asAdmin("PUT", "/users/" + boss, "{\"disabled\": true}").status())
                .isEqualTo(409);
        assertThat(asAdmin("PUT", "/users/" + boss, "{\"role\": \"viewer\"}").status())
                .isEqualTo(409);
        assertThat(asAdmin("DELETE", "/users/" + boss, null).status()).isEqualTo(409);

        String other = addUser("other@example.com", AccessRole.VIEWER);
        assertThat(asAdmin("PUT", "/users/" + other, "{\"name\": \"Otto\", \"role\": \"operator\"}")
                        .data()
                        .toString())
                .contains("Otto", "operator");
        assertThat(asAdmin("DELETE", "/users/" + other, null).status()).isEqualTo(204);
        assertThat(asAdmin("GET", "/users/" + other, null).status()).isEqualTo(404);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"name": "A", "role": "viewer", "password": "correct horse"}                                  | email
            {"email": "a", "name": "A", "role": "viewer", "password": "correct horse"}                    | email
            {"email": "a@b", "name": " ", "role": "viewer", "password": "correct horse"}                  | name
            {"email": "a@b", "name": "A", "role": "king", "password": "correct horse"}                    | role
            {"email": "a@b", "name": "A", "role": "viewer", "password": "short"}                          | password
            """)
    void aUserThatCannotBeAddedIsRefusedWithTheField(String body, String field) {
        var reply = asAdmin("POST", "/users", body);
        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.error(field)).isNotEmpty();
    }

    @Test
    void theOwnersLinkLogsInOnceAndOnlyWhoMayDoEverythingMakesOne() {
        String fragment =
                asAdmin("POST", "/session/link", "").data().path("fragment").asString();
        assertThat(fragment).startsWith("#link=");
        String body = "{\"link\": \"%s\"}".formatted(fragment.substring("#link=".length()));

        var browser = new Browser();
        assertThat(browser.send("POST", "/session", body).data().path("name").asString())
                .isEqualTo("owner");
        assertThat(browser.send("GET", "/users", "").status()).isEqualTo(200);
        assertThat(new Browser().send("POST", "/session", body).status()).isEqualTo(401);

        String few = new Keyring(API.store().apiKeys(), new SecureRandom(), Clock.systemUTC())
                .create(new KeyOrder("few", Set.of(Scope.ADMIN), null), "test")
                .token();
        assertThat(API.exchange(API.json("/api/v1/session/link")
                                .header("Authorization", "Bearer " + few)
                                .POST(HttpRequest.BodyPublishers.noBody()))
                        .status())
                .isEqualTo(403);
    }

    @Test
    void theSetupLinkMakesTheFirstAdministratorAndNoOther() {
        try (ApiServer fresh = ApiServer.withAccessControl()) {
            String first = fresh.links().create(Purpose.SETUP);
            String second = fresh.links().create(Purpose.SETUP);
            String body =
                    "{\"link\": \"%s\", \"email\": \"root@example.com\", \"name\": \"Root\", \"password\": \"%s\"}";

            assertThat(fresh.post("/api/v1/setup", body.formatted("x", PASSWORD))
                            .status())
                    .isEqualTo(401);
            assertThat(fresh.post("/api/v1/setup", body.formatted(first, "short"))
                            .error("password"))
                    .contains("at least 12");
            assertThat(fresh.post("/api/v1/setup", """
                                    {"link": "%s", "email": "root@example.com"}""".formatted(first)).error("name"))
                    .isEqualTo("is missing");
            var created = fresh.post("/api/v1/setup", body.formatted(first, PASSWORD));
            assertThat(created.status()).as(created.detail()).isEqualTo(201);
            assertThat(created.data().path("role").asString()).isEqualTo("admin");
            assertThat(List.of(
                            fresh.post("/api/v1/setup", body.formatted(first, PASSWORD))
                                    .status(),
                            fresh.post("/api/v1/setup", body.formatted(second, PASSWORD))
                                    .status()))
                    .containsExactly(401, 409);
        }
    }
}
