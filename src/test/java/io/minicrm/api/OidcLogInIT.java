package io.minicrm.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.minicrm.access.AccessRole;
import io.minicrm.access.OneTimeLinks;
import io.minicrm.api.IdentityProvider.Fault;
import io.minicrm.api.IdentityProvider.Person;
import io.minicrm.pages.Journey;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** People log in and out with an identity provider that behaves. */
class OidcLogInIT {

    private static final OidcBed BED = new OidcBed();
    private static final String PASSWORD = "correct horse battery";

    private final String id = UUID.randomUUID().toString().substring(0, 8);
    private final OidcBrowser browser = BED.browser();

    @BeforeEach
    void nothingIsWrong() {
        BED.provider().fault = Fault.NONE;
        BED.provider().person = OidcBed.person(id, "crm-marketing");
    }

    @AfterAll
    static void stop() {
        BED.close();
    }

    @Test
    void aPersonLogsInWithPkceAndHasASessionAsAnybodyElse() {
        String start =
                browser.open("/oidc/login?back=" + URLEncoder.encode("/segments?from=link", StandardCharsets.UTF_8));
        Map<String, String> asked =
                IdentityProvider.parameters(URI.create(start).getRawQuery());
        assertThat(asked)
                .containsEntry("code_challenge_method", "S256")
                .containsEntry("redirect_uri", "http://127.0.0.1:" + BED.api().port() + "/oidc/callback")
                .containsKeys("state", "nonce", "code_challenge");
        assertThat(browser.cookies().get(OidcBrowser.ATTEMPT).isHttpOnly()).isTrue();
        assertThat(browser.cookies().get(OidcBrowser.ATTEMPT).getValue())
                .doesNotContain(asked.get("state"), asked.get("nonce"));

        URI callback = BED.provider().authorize(URI.create(start));
        var answer = browser.exchange(BED.api().request(callback.getRawPath() + "?" + callback.getRawQuery()));
        assertThat(answer.headers().firstValue("Location")).contains("/segments?from=link");
        assertThat(answer.headers().firstValue("Cache-Control")).contains("no-store");
        assertThat(answer.headers().allValues("Set-Cookie")).allMatch(line -> line.contains("SameSite=Lax"));
        assertThat(browser.cookies().get(OidcBrowser.SESSION).isHttpOnly()).isTrue();
        assertThat(browser.cookies()).doesNotContainKey(OidcBrowser.ATTEMPT);

        assertThat(browser.who()).contains("user:ann-" + id + "@example.com", "marketer");
        assertThat(browser.status("PUT", "/leads/of-" + id, "{}")).isEqualTo(201);
        browser.cookies().remove("XSRF-TOKEN");
        assertThat(browser.status("PUT", "/leads/of-" + id, "{}")).isEqualTo(403);
        assertThat(BED.asAdmin("GET", "/audit?principal=user:ann-" + id + "@example.com", null)
                        .data()
                        .toString())
                .contains("GET /oidc/callback", "PUT /api/v1/leads/{id}");
        var listed = BED.asAdmin("GET", "/users?email=ann-" + id + "@example.com", null)
                .data();
        assertThat(listed.path(0).path("identity").path("subject").asString()).isEqualTo(id);
        assertThat(listed.path(0).path("identity").path("issuer").asString())
                .isEqualTo(BED.provider().issuer());
    }

    @Test
    void anAddressNeverLeadsToTheAccountOfSomebodyElse() {
        String email = "ann-" + id + "@example.com";
        BED.asAdmin("POST", "/users", """
                {"email": "%s", "name": "Ann", "role": "admin", "password": "%s"}""".formatted(email, PASSWORD));
        assertThat(browser.logIn()).isEqualTo("/");
        assertThat(browser.who()).contains("user:" + email + "~", "marketer");

        BED.provider().person = new Person("other-" + id, BED.provider().person.claims());
        var other = BED.browser();
        other.logIn();
        assertThat(other.who()).contains("user:" + email + "~").isNotEqualTo(browser.who());
        assertThat(BED.user(email).identity()).isNull();
        assertThat(BED.user(email).role()).isEqualTo(AccessRole.ADMIN);

        // The same person with another address.
        BED.provider().person = new Person(id, Map.of("email", "new@example.com", "groups", List.of("crm-marketing")));
        var home = BED.browser();
        home.logIn();
        assertThat(home.who()).isEqualTo(browser.who());
    }

    @Test
    void aPasswordNeverLogsInWhomTheProviderLogsIn() {
        browser.logIn();
        String email = "ann-" + id + "@example.com";
        var refused = BED.asAdmin("PUT", "/users/" + BED.user(email).id(), """
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
        BED.provider().person = OidcBed.person(id, "staff", "crm-admins");
        var home = BED.browser();
        home.logIn();
        assertThat(home.who()).contains("\"admin\"");

        BED.provider().person = OidcBed.person(id, "staff");
        assertThat(BED.browser().logIn()).isEqualTo("/login?refused=no_role");
        assertThat(BED.audit("user:ann-" + id + "@example.com")).isEqualTo("403 /oidc/callback no_role");
        assertThat(home.isLoggedIn()).isFalse();
        assertThat(browser.isLoggedIn()).isFalse();
    }

    @Test
    void whoNeverHadARoleIsNotAdded() {
        BED.provider().person = OidcBed.person(id, "staff");
        browser.isRefused(browser.logIn(), "no_role");
        assertThat(BED.audit("oidc:" + id)).isEqualTo("403 /oidc/callback no_role");
        assertThat(BED.api().store().users().findByEmail("ann-" + id + "@example.com"))
                .isEmpty();
    }

    @Test
    void aDisabledUserStaysOut() {
        browser.logIn();
        String email = "ann-" + id + "@example.com";
        BED.asAdmin("PUT", "/users/" + BED.user(email).id(), "{\"disabled\": true}");
        assertThat(browser.isLoggedIn()).isFalse();
        browser.cookies().clear();
        browser.isRefused(browser.logIn(), "disabled");
        assertThat(BED.audit("user:" + email)).isEqualTo("403 /oidc/callback disabled");
    }

    @Test
    void aReaderCannotSend() {
        BED.provider().person = OidcBed.person(id, "crm-readers");
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
        assertThat(BED.api()
                        .exchange(BED.api().request("/api/v1/session").header("Cookie", former))
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
        String token = browser.cookies().get("XSRF-TOKEN").getValue();
        var loggedOut = BED.api()
                .exchange(BED.api()
                        .request("/api/v1/session")
                        .header("Cookie", cookies)
                        .header("X-XSRF-TOKEN", token)
                        .DELETE());
        assertThat(loggedOut.status()).isEqualTo(200);
        URI page = URI.create(loggedOut.data().path("continue_at").asString());
        assertThat(page.toString()).startsWith(BED.provider().issuer() + "/logout?");
        Map<String, String> parameters = IdentityProvider.parameters(page.getRawQuery());
        assertThat(parameters)
                .containsEntry("client_id", IdentityProvider.CLIENT_ID)
                .containsEntry(
                        "post_logout_redirect_uri",
                        "http://127.0.0.1:" + BED.api().port() + "/login");
        assertThat(parameters.get("id_token_hint")).startsWith("eyJ");
        assertThat(loggedOut.headers().allValues("Set-Cookie")).hasSize(3).allMatch(line -> line.contains("Max-Age=0"));
        assertThat(BED.api()
                        .exchange(BED.api().request("/api/v1/session").header("Cookie", cookies))
                        .status())
                .isEqualTo(401);
    }

    @Test
    void peopleLogInAndOutOnThePagesAndReadWhyTheyMayNot() throws Exception {
        Journey.needsPages();
        Journey.play(
                "provider.mjs",
                URI.create("http://127.0.0.1:" + BED.api().port()),
                null,
                Map.of(
                        "IN NO GROUP", () -> BED.provider().person = OidcBed.person(id, "staff"),
                        "A READER", () -> BED.provider().person = OidcBed.person(id, "crm-readers"),
                        "DENIED", () -> BED.provider().fault = Fault.DENIED,
                        "NOT SIGNED", () -> BED.provider().fault = Fault.NOT_SIGNED,
                        "NO FAULT", () -> BED.provider().fault = Fault.NONE));
    }

    @Test
    void thePageLearnsInWhichWaysPeopleLogIn() {
        var methods = BED.api().get("/api/v1/session/methods").data();
        assertThat(methods.path("passwords").asBoolean()).isTrue();
        assertThat(methods.path("provider").path("name").asString()).isEqualTo("Example");
        assertThat(methods.path("provider").path("path").asString()).isEqualTo("/oidc/login");
    }

    @Test
    void passwordsCanBeSwitchedOffAndTheOwnersLinkRemains() {
        try (ApiServer api = ApiServer.withLogIn(OidcBed.settings(false, BED.provider()))) {
            assertThat(api.get("/api/v1/session/methods")
                            .data()
                            .path("passwords")
                            .asBoolean())
                    .isFalse();
            var refused = api.post("/api/v1/session", """
                    {"email": "ann@example.com", "password": "%s"}""".formatted(PASSWORD));
            assertThat(refused.status()).isEqualTo(401);
            assertThat(refused.detail()).contains("PASSWORD_LOGIN");

            String link = api.links().create(OneTimeLinks.Purpose.LOG_IN);
            assertThat(api.post("/api/v1/session", "{\"link\": \"%s\"}".formatted(link))
                            .status())
                    .isEqualTo(200);
            var visitor = new OidcBrowser(api, BED.provider());
            assertThat(visitor.logIn()).isEqualTo("/");
            assertThat(visitor.isLoggedIn()).isTrue();
        }
    }

    @Test
    void requestsWithoutALogInAreStillAnsweredWith401() {
        assertThat(BED.api()
                        .exchange(BED.api().request("/api/v1/leads").header("Accept", "text/html,application/json"))
                        .status())
                .isEqualTo(401);
    }
}
