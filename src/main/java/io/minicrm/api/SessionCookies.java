package io.minicrm.api;

import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseCookie;

/**
 * The cookies of a session: its id, which no script can read, and the forgery token, which the pages read and send as a
 * header. Both end with the browser. Over HTTPS they are sent over HTTPS only, and the prefix {@code __Host-} keeps
 * other hosts of the same domain from setting the id.
 */
final class SessionCookies {

    /** The header in which pages send the forgery token. */
    static final String FORGERY_HEADER = "X-XSRF-TOKEN";

    private static final String FORGERY = "XSRF-TOKEN";
    private static final String SESSION = "mini-crm-session";
    private static final String HOST_PREFIX = "__Host-";
    private static final String HTTPS = "https";

    private SessionCookies() {}

    /** The id of the session in the request; null if it has none. */
    static @Nullable String read(HttpServletRequest request) {
        return readHidden(request, SESSION);
    }

    /** The value of a cookie that no script can read; null if the request has none. */
    static @Nullable String readHidden(HttpServletRequest request, String name) {
        String prefixed = read(request, HOST_PREFIX + name);
        return prefixed != null || isSecure(request) ? prefixed : read(request, name);
    }

    /** @param secure whether the browser uses HTTPS */
    static void writeHidden(HttpServletResponse response, String name, String value, boolean secure, Duration age) {
        String fullName = secure ? HOST_PREFIX + name : name;
        add(response, cookie(fullName, value, secure).httpOnly(true).maxAge(age));
    }

    /** Has the browser forget a cookie that no script can read, if it has it. */
    static void clearHidden(HttpServletRequest request, HttpServletResponse response, String name) {
        for (String fullName : List.of(HOST_PREFIX + name, name)) {
            if (read(request, fullName) != null) {
                boolean secure = fullName.startsWith(HOST_PREFIX);
                add(response, cookie(fullName, "", secure).httpOnly(true).maxAge(0));
            }
        }
    }

    private static @Nullable String read(HttpServletRequest request, String name) {
        Cookie[] cookies = request.getCookies();
        if (cookies != null) {
            for (Cookie cookie : cookies) {
                if (cookie.getName().equals(name)) {
                    return cookie.getValue();
                }
            }
        }
        return null;
    }

    /**
     * @param id of the session
     * @param forgeryToken that belongs to it
     */
    static void write(HttpServletRequest request, HttpServletResponse response, String id, String forgeryToken) {
        write(response, id, forgeryToken, isSecure(request));
    }

    /**
     * @param id of the session
     * @param forgeryToken that belongs to it
     * @param secure whether the browser uses HTTPS
     */
    static void write(HttpServletResponse response, String id, String forgeryToken, boolean secure) {
        add(response, cookie(sessionName(secure), id, secure).httpOnly(true));
        add(response, cookie(FORGERY, forgeryToken, secure));
    }

    /** Has the browser forget both. */
    static void clear(HttpServletRequest request, HttpServletResponse response) {
        boolean secure = isSecure(request);
        add(response, cookie(sessionName(secure), "", secure).httpOnly(true).maxAge(0));
        add(response, cookie(FORGERY, "", secure).maxAge(0));
    }

    private static String sessionName(boolean secure) {
        return secure ? HOST_PREFIX + SESSION : SESSION;
    }

    private static ResponseCookie.ResponseCookieBuilder cookie(String name, String value, boolean secure) {
        return ResponseCookie.from(name, value).path("/").sameSite("Lax").secure(secure);
    }

    private static void add(HttpServletResponse response, ResponseCookie.ResponseCookieBuilder cookie) {
        response.addHeader(HttpHeaders.SET_COOKIE, cookie.build().toString());
    }

    /**
     * Whether the browser uses HTTPS. A proxy that ends TLS says so; if it does not, the browser itself does, in the
     * {@code Origin} of a request that changes something.
     */
    private static boolean isSecure(HttpServletRequest request) {
        String origin = request.getHeader(HttpHeaders.ORIGIN);
        return request.isSecure()
                || HTTPS.equalsIgnoreCase(request.getHeader("X-Forwarded-Proto"))
                || (origin != null && origin.toLowerCase(Locale.ROOT).startsWith(HTTPS + "://"));
    }
}
