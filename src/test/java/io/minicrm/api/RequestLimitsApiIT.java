package io.minicrm.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.minicrm.access.KeyOrder;
import io.minicrm.access.Keyring;
import io.minicrm.access.RequestLimits;
import io.minicrm.access.Scope;
import java.net.http.HttpRequest;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** A principal and an address that ask too much. The rates are low, so that hardly anything comes back while a test runs. */
class RequestLimitsApiIT {

    private static final ApiServer API = ApiServer.withLimits(new RequestLimits.Rates(5, 100));
    private static final Keyring KEYRING = new Keyring(API.store().apiKeys(), new SecureRandom(), Clock.systemUTC());

    @AfterAll
    static void stop() {
        API.close();
    }

    private static String key(String name) {
        return KEYRING.create(new KeyOrder(name, Set.of(Scope.values()), null), "test")
                .token();
    }

    private static HttpRequest.Builder request(String path, String token) {
        return API.request(path).header("Authorization", "Bearer " + token);
    }

    private static ApiServer.Reply preview(String token) {
        return API.exchange(request("/api/v1/segments/preview", token)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("""
                        {"rules": {"combinator": "and", "rules": [{"field": "id", "operator": "notNull"}]}}\
                        """)));
    }

    @Test
    void whoAsksTooMuchIsToldWhenToComeBackAndOthersAreNotAffected() {
        String busy = key("busy");
        ApiServer.Reply first = preview(busy);
        assertThat(first.status()).isEqualTo(200);
        assertThat(first.headers().allValues("RateLimit-Policy"))
                .containsExactly("\"address\";q=1000;w=10", "\"principal\";q=50;w=10");
        assertThat(first.headers().allValues("RateLimit"))
                .anyMatch(item -> item.equals("\"principal\";r=0;t=10"))
                .anyMatch(item -> item.startsWith("\"address\";r="));

        ApiServer.Reply refused = first;
        for (int i = 0; i < 100 && refused.status() == 200; i++) {
            refused = preview(busy);
        }

        assertThat(refused.status()).isEqualTo(429);
        assertThat(refused.contentType()).isEqualTo("application/problem+json");
        assertThat(refused.detail()).startsWith("Too many requests; try again in");
        assertThat(refused.headers().firstValueAsLong("Retry-After").orElse(0)).isBetween(1L, 10L);
        assertThat(API.exchange(request("/api/v1/campaigns", key("other"))).status())
                .isEqualTo(200);
        String head = "GET /actuator/prometheus HTTP/1.1\nAuthorization: Bearer " + key("metrics");
        assertThat(RawHttp.send(API.port(), head, "").body())
                .containsPattern("minicrm_limited_requests_total\\{.*policy=\"principal\".*} [1-9]");
    }

    @Test
    void probesAndCallbacksAreNeverLimited() {
        ApiServer.Reply health = API.get("/actuator/health/liveness");

        assertThat(health.status()).isEqualTo(200);
        assertThat(health.headers().firstValue("RateLimit")).isEmpty();
        assertThat(API.post("/api/v1/receipts/none", "{}").headers().firstValue("RateLimit"))
                .isEmpty();
    }
}
