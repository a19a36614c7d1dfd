package io.minicrm.app;

import io.minicrm.importing.ImportPaths;
import io.minicrm.importing.ImportUrls;
import io.minicrm.settings.Environment;
import io.minicrm.settings.InvalidSettingException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What imports may read.
 *
 * @param paths IMPORT_PATHS, the folders on the server from which files may be imported
 * @param urls IMPORT_URLS, the addresses below which files may be downloaded for imports
 * @param maxBytes IMPORT_MAX_MB, the largest file that may be sent or downloaded for an import, in bytes
 */
record ImportSettings(List<Path> paths, List<URI> urls, long maxBytes) {

    private static final int DEFAULT_MAX_MB = 1_024;
    private static final int MOST_MB = 1_000_000;
    private static final int MEGABYTE = 20;

    static ImportSettings from(Environment environment) {
        long megabytes = environment.integer("IMPORT_MAX_MB", DEFAULT_MAX_MB, 1, MOST_MB);
        return new ImportSettings(
                paths(environment.text(ImportPaths.SETTING)),
                urls(environment.text(ImportUrls.SETTING)),
                megabytes << MEGABYTE);
    }

    private static List<Path> paths(@Nullable String folders) {
        List<Path> paths = new ArrayList<>();
        for (String folder : folders == null ? new String[0] : folders.split(",")) {
            paths.add(path(folder.strip()));
        }
        return paths;
    }

    private static Path path(String folder) {
        try {
            Path path = Path.of(folder);
            // The root is a mistake: it would open every file of the machine to everybody who may import.
            if (path.isAbsolute() && path.normalize().getNameCount() > 0) {
                return path;
            }
        } catch (InvalidPathException unreadable) {
            throw invalid(folder);
        }
        throw invalid(folder);
    }

    private static List<URI> urls(@Nullable String prefixes) {
        List<URI> urls = new ArrayList<>();
        for (String prefix : prefixes == null ? new String[0] : prefixes.split(",")) {
            urls.add(url(prefix.strip()));
        }
        return urls;
    }

    private static URI url(String prefix) {
        try {
            URI url = new URI(prefix);
            if (ImportUrls.isPrefix(url)) {
                return url;
            }
        } catch (URISyntaxException unreadable) {
            throw invalidUrl(prefix);
        }
        throw invalidUrl(prefix);
    }

    private static InvalidSettingException invalidUrl(String prefix) {
        return new InvalidSettingException(
                ImportUrls.SETTING,
                prefix,
                "give web addresses without user and query, such as https://files.example.com/leads/,"
                        + " separated by commas");
    }

    private static InvalidSettingException invalid(String folder) {
        return new InvalidSettingException(
                ImportPaths.SETTING, folder, "give absolute paths of folders, such as /srv/leads, separated by commas");
    }
}
