package io.minicrm.importing;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Where the file of an import comes from.
 *
 * @param path the file on the server, or its address; null if it was sent with the request
 */
public record ImportSource(Kind kind, @Nullable String path) {

    /** The longest path or address, in UTF-16 units. */
    public static final int MAX_PATH_LENGTH = 4_096;

    static final ImportSource UPLOAD = new ImportSource(Kind.UPLOAD, null);

    /** The kinds of sources. */
    public enum Kind {
        /** The file was the body of the request; it waits in the server's {@link ImportFolder}. */
        UPLOAD,
        /** The file lies on the server, in a folder of {@link ImportPaths}. */
        PATH,
        /** The file is downloaded from an address of {@link ImportUrls} when the import begins. */
        URL;

        private final String code = name().toLowerCase(Locale.ROOT);

        /** The kind as text, in the store and in the API. */
        @JsonValue
        public String code() {
            return code;
        }
    }

    static ImportSource path(String path) {
        return new ImportSource(Kind.PATH, path);
    }

    static ImportSource url(String url) {
        return new ImportSource(Kind.URL, url);
    }
}
