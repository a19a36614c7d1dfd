package io.minicrm.app;

import io.minicrm.settings.InvalidSettingException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** DATABASE_URL. Its scheme alone selects the store. */
sealed interface DatabaseUrl {

    /**
     * A PostgreSQL database.
     *
     * @param jdbcUrl the URL for JDBC, without user and password
     * @param user null if the URL has none
     * @param password null if the URL has none
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
     * A MongoDB database.
     *
     * @param url the connection string as given; only the driver can parse it (several hosts, options, DNS)
     */
    record Mongo(String url) implements DatabaseUrl {}

    /**
     * @throws InvalidSettingException if the scheme names no store or the URL cannot be parsed
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

    /** An error without the URL, which may contain a password. */
    static InvalidSettingException invalid(String shown, String fix) {
        return new InvalidSettingException("DATABASE_URL", shown, fix);
    }
}
