package io.minicrm.importing;

import io.minicrm.problem.InputFault;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * The addresses from which the server may download files to import: everything below a few prefixes. Who may import
 * must not be able to make the server read other addresses, above all those that only the server can reach.
 */
public final class ImportUrls {

    /** The setting that lists the prefixes. */
    public static final String SETTING = "IMPORT_URLS";

    static final String FIELD = "url";

    /** Servers disagree on what these mean: a part of a name, or a step up. */
    private static final Pattern ENCODED_STEPS = Pattern.compile("(?i)%2e|%2f|%5c");

    private final List<Prefix> prefixes;
    private final long maxBytes;

    private record Prefix(String origin, String path) {}

    /**
     * @param prefixes with scheme and host; what follows their path after a slash may be downloaded
     * @param maxBytes the largest file
     */
    public ImportUrls(List<URI> prefixes, long maxBytes) {
        this.prefixes = prefixes.stream()
                .map(uri -> new Prefix(origin(uri), directory(uri)))
                .toList();
        this.maxBytes = maxBytes;
    }

    /** Whether an address can be a prefix: http or https, a host, and nothing after the path. */
    public static boolean isPrefix(URI uri) {
        return isWeb(uri) && uri.getRawQuery() == null && uri.getRawFragment() == null && isPlain(uri);
    }

    long maxBytes() {
        return maxBytes;
    }

    /**
     * The address that a text names.
     *
     * @throws InvalidImportOrderException if it is not one, or is not below one of the prefixes
     */
    URI resolve(String url) {
        if (prefixes.isEmpty()) {
            throw forbidden(
                    "is refused, because this server downloads no files; set %s to the addresses below which it may"
                            .formatted(SETTING));
        }
        if (url.length() > ImportSource.MAX_PATH_LENGTH) {
            throw refused("has %d characters; the limit is %d".formatted(url.length(), ImportSource.MAX_PATH_LENGTH));
        }
        URI uri = parsed(url);
        if (!isWeb(uri) || uri.getRawFragment() != null) {
            throw refused("is not a web address; give one such as https://files.example.com/leads.csv");
        }
        if (!isPlain(uri)) {
            throw refused("has .., // or an encoded slash in its path; give the address without them");
        }
        String path = uri.getRawPath();
        if (prefixes.stream()
                .noneMatch(prefix -> prefix.origin().equals(origin(uri)) && path.startsWith(prefix.path()))) {
            throw forbidden(
                    "is not below an address of the server's setting %s; put the file there, or send it as the body"
                            .formatted(SETTING));
        }
        return uri;
    }

    private static InvalidImportOrderException forbidden(String message) {
        return new InvalidImportOrderException(InputFault.FORBIDDEN, FIELD, message);
    }

    static InvalidImportOrderException refused(String message) {
        return new InvalidImportOrderException(FIELD, message);
    }

    private static URI parsed(String url) {
        try {
            return new URI(url);
        } catch (URISyntaxException malformed) {
            throw refused("is not a web address; give one such as https://files.example.com/leads.csv");
        }
    }

    private static boolean isWeb(URI uri) {
        String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
        return (scheme.equals("https") || scheme.equals("http"))
                && uri.getHost() != null
                && uri.getRawUserInfo() == null;
    }

    private static boolean isPlain(URI uri) {
        String path = uri.getRawPath();
        return uri.normalize().getRawPath().equals(path)
                && !ENCODED_STEPS.matcher(path).find()
                && List.of(path.split("/")).stream().noneMatch(".."::equals);
    }

    private static String origin(URI uri) {
        String scheme = uri.getScheme().toLowerCase(Locale.ROOT);
        int port = uri.getPort() >= 0 ? uri.getPort() : scheme.equals("https") ? 443 : 80;
        return "%s://%s:%d".formatted(scheme, uri.getHost().toLowerCase(Locale.ROOT), port);
    }

    private static String directory(URI uri) {
        String path = uri.getRawPath();
        return path.endsWith("/") ? path : path + "/";
    }
}
