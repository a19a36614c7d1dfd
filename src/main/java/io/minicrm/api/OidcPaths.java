package io.minicrm.api;

import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;

/** Where the log-in with an identity provider takes place, and how the browser reaches it. */
final class OidcPaths {

    /** Sends the browser to the provider. */
    static final String START = "/oidc/login";

    /** Where the provider sends it back to; has to be registered there. */
    static final String CALLBACK = "/oidc/callback";

    /** The page for people who are not logged in. */
    static final String LOG_IN_PAGE = "/login";

    private static final int MAX_BACK_LENGTH = 1_500;
    private static final String HOME = "/";

    private final List<URI> publicUrls;

    OidcPaths(List<URI> publicUrls) {
        this.publicUrls = publicUrls;
    }

    /** This server, as the browser names it: {@code https://crm.example.com}. */
    String base(HttpServletRequest request) {
        String host = String.valueOf(request.getHeader(HttpHeaders.HOST));
        String name = host.replaceFirst(":[0-9]*$", "");
        return publicUrls.stream()
                .filter(url -> name.equalsIgnoreCase(url.getHost()))
                .findFirst()
                .map(url -> url.getScheme().toLowerCase(Locale.ROOT) + "://" + url.getRawAuthority())
                .orElseGet(() -> (isSecure(request) ? "https://" : "http://") + host);
    }

    private static boolean isSecure(HttpServletRequest request) {
        return request.isSecure() || "https".equalsIgnoreCase(request.getHeader("X-Forwarded-Proto"));
    }

    /** A path of these pages, and never an address of another site. */
    static String back(@Nullable String wanted) {
        if (wanted == null || wanted.length() > MAX_BACK_LENGTH || !wanted.startsWith("/") || wanted.startsWith("//")) {
            return HOME;
        }
        try {
            // Refuses backslashes, which browsers read as slashes, and control characters.
            URI uri = new URI(wanted);
            boolean isPage = uri.getScheme() == null
                    && uri.getRawAuthority() == null
                    && !wanted.startsWith(LOG_IN_PAGE)
                    && !wanted.startsWith("/oidc/");
            return isPage ? uri.toASCIIString() : HOME;
        } catch (URISyntaxException unreadable) {
            return HOME;
        }
    }
}
