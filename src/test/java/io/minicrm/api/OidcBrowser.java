package io.minicrm.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.HttpCookie;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** A browser at a server whose people log in with an identity provider. Follows redirects only when a test says so. */
final class OidcBrowser {

    /** The cookie of a session. */
    static final String SESSION = "mini-crm-session";

    /** The cookie of a log-in that has begun. */
    static final String ATTEMPT = "mini-crm-oidc-attempt";

    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    private final ApiServer api;
    private final IdentityProvider provider;
    private final Map<String, HttpCookie> cookies = new HashMap<>();

    OidcBrowser(ApiServer api, IdentityProvider provider) {
        this.api = api;
        this.provider = provider;
    }

    Map<String, HttpCookie> cookies() {
        return cookies;
    }

    HttpHeaders send(HttpRequest.Builder request) {
        return exchange(request).headers();
    }

    HttpResponse<String> exchange(HttpRequest.Builder request) {
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

    String cookieHeader() {
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
        URI callback = provider.authorize(URI.create(open(start)));
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

    /** Fails unless this is where a log-in that was refused leads, and leaves nobody logged in. */
    void isRefused(String location, String code) {
        assertThat(location).isEqualTo("/login?refused=" + code);
        assertThat(cookies).doesNotContainKeys(SESSION, ATTEMPT);
        assertThat(isLoggedIn()).isFalse();
    }
}
