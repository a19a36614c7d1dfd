package io.minicrm.app;

import io.minicrm.settings.InvalidSettingException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** DATABASE_URL: its scheme chooses the store, nothing else does. */
sealed interface DatabaseUrl {

    /**
     * PostgreSQL, taken apart.
     *
     * @param jdbcUrl what JDBC wants, without user and password
     * @param user null when the URL has none
     * @param password null when the URL has none
     */
    record Postgres(
            String jdbcUrl, @Nullable String user, @Nullable String password) implements DatabaseUrl {

        private static final String FORM = "give postgresql://user:password@host:port/database";

        private static Postgres parse(String scheme, String url) {
            URI uri;
            try {
                uri = new URI(url);
            } catch (URISyntaxException unreadable) {
                throw invalid("(not shown)", FORM + " (" + unreadable.getReason() + ")");
            }
            if (uri.getHost() == null || uri.getPath() == null || uri.getPath().length() < 2) {
                throw invalid(scheme + "://…", FORM + "; host or database is missing");
            }
            String port = uri.getPort() < 0 ? "" : ":" + uri.getPort();
            String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
            String jdbcUrl = "jdbc:postgresql://" + uri.getHost() + port + uri.getRawPath() + query;
            String userInfo = uri.getRawUserInfo();
            if (userInfo == null) {
                return new Postgres(jdbcUrl, null, null);
            }
            int colon = userInfo.indexOf(':');
            return colon < 0
                    ? new Postgres(jdbcUrl, decoded(userInfo), null)
                    : new Postgres(
                            jdbcUrl, decoded(userInfo.substring(0, colon)), decoded(userInfo.substring(colon + 1)));
        }

        private static String decoded(String text) {
            return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
        }
    }

    /**
     * MongoDB.
     *
     * @param url the connection string as it was given; only the driver can read it (several hosts, options, DNS)
     */
    record Mongo(String url) implements DatabaseUrl {}

    /**
     * @throws InvalidSettingException when the scheme names no store or the URL cannot be read
     */
    static DatabaseUrl parse(String url) {
        int colon = url.indexOf("://");
        String scheme = colon < 0 ? "" : url.substring(0, colon);
        return switch (scheme) {
            case "postgresql", "postgres" -> Postgres.parse(scheme, url);
            case "mongodb", "mongodb+srv" -> new Mongo(url);
            default ->
                throw invalid(
                        colon < 0 ? "(not shown)" : scheme + "://…",
                        Postgres.FORM + " or mongodb://user:password@host:port/database");
        };
    }

    /** Without the URL, which may hold a password. */
    static InvalidSettingException invalid(String shown, String mend) {
        return new InvalidSettingException("DATABASE_URL", shown, mend);
    }
}
