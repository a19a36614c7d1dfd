package io.minicrm.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.minicrm.api.IdentityProvider.Fault;
import java.net.HttpCookie;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What does not come from the identity provider, or not as it should, logs nobody in. */
class OidcRefusalsIT {

    private static final OidcBed BED = new OidcBed();

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
        BED.provider().fault = fault;
        browser.isRefused(browser.logIn(), "invalid");
        assertThat(BED.audit("oidc:unknown")).isEqualTo("401 /oidc/callback invalid " + reason);
        assertThat(BED.api().store().users().findByEmail("ann-" + id + "@example.com"))
                .isEmpty();
    }

    @Test
    void anotherStateIsRefused() {
        String callback = browser.authorize("/oidc/login");
        browser.isRefused(browser.open(callback.replaceFirst("state=.{5}", "state=other")), "invalid");
        assertThat(BED.audit("oidc:unknown")).isEqualTo("401 /oidc/callback invalid invalid_state_parameter");
    }

    @Test
    void theAnswerOfAnotherProviderIsRefused() {
        String callback = browser.authorize("/oidc/login");
        assertThat(browser.open(callback + "&iss=https%3A%2F%2Fevil.example")).isEqualTo("/login?refused=invalid");
        assertThat(browser.isLoggedIn()).isFalse();
        assertThat(BED.audit("oidc:unknown")).isEqualTo("401 /oidc/callback invalid invalid_issuer");
    }

    @Test
    void aLogInOfAnotherBrowserIsRefused() {
        String callback = BED.browser().authorize("/oidc/login");
        browser.isRefused(browser.open(callback), "expired");
        assertThat(BED.audit("oidc:unknown")).startsWith("401 /oidc/callback expired");
    }

    @Test
    void aForgedCookieIsRefused() {
        String callback = browser.authorize("/oidc/login");
        HttpCookie cookie = browser.cookies().get(OidcBrowser.ATTEMPT);
        char last = cookie.getValue().charAt(40);
        cookie.setValue(cookie.getValue().substring(0, 40)
                + (last == 'A' ? 'B' : 'A')
                + cookie.getValue().substring(41));
        browser.isRefused(browser.open(callback), "expired");
    }

    @Test
    void aReplayedCodeIsRefused() {
        String callback = browser.authorize("/oidc/login");
        HttpCookie attempt = browser.cookies().get(OidcBrowser.ATTEMPT);
        assertThat(browser.open(callback)).isEqualTo("/");

        browser.cookies().clear();
        browser.isRefused(browser.open(callback), "expired");
        browser.cookies().put(OidcBrowser.ATTEMPT, attempt);
        browser.isRefused(browser.open(callback), "invalid");
        assertThat(BED.audit("oidc:unknown")).isEqualTo("401 /oidc/callback invalid invalid_grant");
    }

    @Test
    void aStolenCodeIsOfNoUseWithoutTheVerifier() {
        String stolen = BED.browser().authorize("/oidc/login");
        String own = browser.authorize("/oidc/login");
        String code = stolen.replaceFirst(".*code=([^&]*).*", "$1");
        browser.isRefused(browser.open(own.replaceFirst("code=[^&]*", "code=" + code)), "invalid");
        assertThat(BED.audit("oidc:unknown")).isEqualTo("401 /oidc/callback invalid invalid_grant");
    }

    @Test
    void whatTheProviderRefusesIsRefused() {
        String callback = browser.authorize("/oidc/login");
        browser.isRefused(browser.open(callback.replaceFirst("code=[^&]*", "error=access_denied")), "denied");
        assertThat(BED.audit("oidc:unknown")).isEqualTo("401 /oidc/callback denied access_denied");
    }

    @Test
    void aProviderThatIsAwayIsReportedAndWorksWhenItIsBack() {
        try (var provider = new IdentityProvider()) {
            provider.stop();
            try (ApiServer api = ApiServer.withLogIn(OidcBed.settings(true, provider))) {
                var visitor = new OidcBrowser(api, BED.provider());
                assertThat(visitor.open("/oidc/login")).isEqualTo("/login?refused=unreachable");
                assertThat(visitor.cookies()).isEmpty();

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
        BED.provider().fault = fault;
        Instant begin = Instant.now();
        browser.isRefused(browser.logIn(), "unreachable");
        assertThat(Duration.between(begin, Instant.now())).isLessThan(OidcHttp.TIMEOUT.multipliedBy(3));
        assertThat(BED.audit("oidc:unknown")).startsWith("503 /oidc/callback unreachable");
    }

    @Test
    void triesAreLimitedAndDoNotFillTheAuditLog() {
        try (ApiServer api = ApiServer.withLogIn(OidcBed.settings(true, BED.provider()))) {
            String key = OidcBed.adminKey(api);
            String last = "";
            for (int tries = 0; tries < 150 && !last.contains("too_many"); tries++) {
                last = new OidcBrowser(api, BED.provider()).open("/oidc/callback?code=x&state=y");
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
